import { assert, assertEquals, assertMatch } from "@std/assert";
import { checkHealth } from "../../src/commands/healthcheck.ts";
import {
  type CertificateFiles,
  FIRST,
  SECOND,
  shownAt,
} from "../helpers/certificates.ts";
import { TestClient } from "../helpers/client.ts";
import { OP, PRIVATE, PUSH, unique } from "../helpers/contract.ts";
import { withDirectory } from "../helpers/data_directory.ts";
import { Gim, runGim } from "../helpers/gim.ts";

/** The files that a service reads, in a directory of its own. */
interface Files {
  readonly directory: string;
  readonly flags: readonly string[];
  /** Puts other files in their place. */
  put(files: Pick<CertificateFiles, "cert" | "key">): Promise<void>;
}

/** Runs a test with files that hold the first certificate. */
async function withFiles(run: (files: Files) => Promise<void>): Promise<void> {
  await withDirectory(async (directory) => {
    const [cert, key] = [`${directory}/cert.pem`, `${directory}/key.pem`];
    const put: Files["put"] = async (files) => {
      await Deno.copyFile(files.cert, cert);
      await Deno.copyFile(files.key, key);
    };
    await put(FIRST);
    const flags = [`--tls-cert=${cert}`, `--tls-key=${key}`];
    await run({ directory, flags, put });
  });
}

function start({ directory, flags }: Files, ...more: string[]): Promise<Gim> {
  return Gim.start({ args: [...flags, ...more], reads: directory });
}

/** Asks over TLS, by a client that trusts the first certificate. */
async function statusOf(gim: Gim, path: string): Promise<number> {
  using client = Deno.createHttpClient({
    caCerts: [await Deno.readTextFile(FIRST.cert)],
  });
  const port = gim.api.split(":").at(-1);
  const url = `https://localhost:${port}${path}`;
  const response = await fetch(url, { client });
  await response.body?.cancel();
  return response.status;
}

Deno.test("with a certificate both addresses speak TLS", async () => {
  await withFiles(async (files) => {
    await using gim = await start(files);
    assertEquals(await shownAt(gim.gateway), FIRST.name);
    assertEquals(await shownAt(gim.api), FIRST.name);
    assertEquals(await statusOf(gim, "/healthz"), 200);
    const [ann, bob] = [unique("ann"), unique("bob")];
    const url = `wss://${gim.gateway}`;
    await using sender = await TestClient.login(url, ann);
    await using receiver = await TestClient.login(url, bob);
    const content = "ä".repeat(2000);
    for (let sent = 0; sent < 40; sent++) {
      const body = { type: PRIVATE, target_id: bob, content: content + sent };
      await sender.ask(OP.send, body);
      const { items } = await receiver.push(PUSH.messages);
      assertEquals(items[0]?.content, content + sent);
    }
  });
});

Deno.test("plain HTTP gets nothing where TLS is spoken", async () => {
  await withFiles(async (files) => {
    await using gim = await start(files);
    const answer = fetch(`${gim.http}/healthz`);
    assertEquals(await answer.then(() => "answered", () => "failed"), "failed");
    assertEquals(await statusOf(gim, "/healthz"), 200);
  });
});

for (const threads of ["1", "2"]) {
  const worker = `--gateway-worker=${threads}`;
  Deno.test(`after SIGHUP newcomers see another certificate, nobody else notices (${threads} threads)`, async () => {
    await withFiles(async (files) => {
      await using gim = await start(files, worker);
      const url = `wss://${gim.gateway}`;
      const clients = await Promise.all(
        Array.from({ length: 8 }, () => TestClient.login(url, unique("ann"))),
      );
      await files.put(SECOND);
      gim.signal("SIGHUP");
      await gim.logged("certificate renewed");
      for (let look = 0; look < 6; look++) {
        assertEquals(await shownAt(gim.gateway), SECOND.name);
      }
      assertEquals(await shownAt(gim.api), SECOND.name);
      for (const client of clients) await client.ask(OP.heartbeat);
      await using late = await TestClient.login(url, unique("bob"));
      await late.ask(OP.heartbeat);
      for (const client of clients) await client[Symbol.asyncDispose]();
    });
  });
}

Deno.test("files that are wrong at SIGHUP change nothing, and are logged", async () => {
  await withFiles(async (files) => {
    await using gim = await start(files);
    const wrong = [
      [{ cert: FIRST.key, key: FIRST.key }, /^--tls-cert: /],
      [{ cert: FIRST.cert, key: FIRST.cert }, /^--tls-key: /],
      [{ cert: FIRST.cert, key: SECOND.key }, /^--tls-key: .*certificate in/],
    ] as const;
    for (const [put, reason] of wrong) {
      await files.put(put);
      gim.signal("SIGHUP");
      // Not an error, after which this test would fail.
      const line = await gim.logged("certificate not renewed");
      assertMatch(String(line.reason), reason);
      assertEquals(await shownAt(gim.gateway), FIRST.name);
    }
    await files.put(SECOND);
    gim.signal("SIGHUP");
    await gim.logged("certificate renewed");
    assertEquals(await shownAt(gim.gateway), SECOND.name);
  });
});

Deno.test("without TLS SIGHUP does nothing", async () => {
  await using gim = await Gim.start();
  await using client = await TestClient.login(gim.ws, unique("ann"));
  gim.signal("SIGHUP");
  await client.ask(OP.heartbeat);
  await using other = await TestClient.connect(gim.ws);
  await other.ask(OP.heartbeat);
});

Deno.test("a file without the other, a missing or a wrong one is status 2", async () => {
  await withFiles(async ({ directory, flags }) => {
    const [cert = "", key = ""] = flags;
    const none = `${directory}/none.pem`;
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [[cert], /--tls-cert: .*--tls-key/],
      [[key], /--tls-key: .*--tls-cert/],
      [[cert, `--tls-key=${none}`], /--tls-key: .*not there/],
      [[`--tls-cert=${FIRST.key}`, key], /--tls-cert: .*certificates in PEM/],
      [[cert, `--tls-key=${FIRST.cert}`], /--tls-key: .*private key in PEM/],
      [[cert, `--tls-key=${SECOND.key}`], /--tls-key: .*of the certificate/],
    ];
    for (const [args, line] of wrong) {
      const { status, err } = await runGim(args, {}, directory);
      assertEquals(status, 2, err);
      assertMatch(err, line);
      assert(!err.includes("BEGIN"), err);
    }
  });
});

Deno.test("a health check takes any certificate, whether it was told of it or not", async () => {
  await withFiles(async (files) => {
    await using gim = await start(files);
    const port = Number(gim.api.split(":").at(-1));
    const address = { host: "127.0.0.1", port };
    for (const tls of [true, false]) {
      const { status, line } = await checkHealth(address, { tls });
      assertEquals([status, line], [0, `healthy: 127.0.0.1:${port}`]);
    }
  });
});
