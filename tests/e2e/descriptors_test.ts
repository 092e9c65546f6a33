import { assert, assertEquals, assertMatch } from "@std/assert";
import { SERVICE_FLAGS } from "../../scripts/service_flags.ts";
import { TestClient, within } from "../helpers/client.ts";
import { OP } from "../helpers/contract.ts";
import { until } from "../helpers/promises.ts";
import { RawSocket } from "../helpers/raw_socket.ts";
import { ENGINE, LineReader, type LogLine, THREADS } from "../helpers/gim.ts";

/** Descriptors of the process; a start with three threads needs some fifty. */
const DESCRIPTORS = 120;
const CLIENTS = 200;
/** Milliseconds after which waiting for a line fails. */
const PATIENCE = 30_000;
const NOT_BOUND = /not ready: (?:addresses: one is|threads: \d do) not/;

/** A service that may have only so many descriptors. */
async function start() {
  const service = [
    ...[Deno.execPath(), "run", "--frozen", "--lock=service.lock"],
    ...SERVICE_FLAGS,
    ...["--allow-read=.", "main.ts", "--log-format=json"],
    ...[
      `--gateway-worker=${THREADS}`,
      `--gateway-engine=${ENGINE}`,
      "--ws=127.0.0.1:0",
      "--http=127.0.0.1:0",
    ],
  ];
  const process = new Deno.Command("sh", {
    args: ["-c", `ulimit -n ${DESCRIPTORS}; exec "$@"`, "sh", ...service],
    stderr: "piped",
  }).spawn();
  const reader = new LineReader(process.stderr);
  const lines: LogLine[] = [];
  const logged = async (event: string): Promise<LogLine> => {
    for (;;) {
      const found = lines.find((line) => line.event === event);
      if (found !== undefined) return found;
      const line = await reader.next();
      if (line === undefined) throw new Error(`it ended without ${event}`);
      if (line.startsWith("{")) lines.push(JSON.parse(line));
    }
  };
  const { gateway, api } = await logged("listening");
  return { process, reader, logged, gateway: `${gateway}`, api: `${api}` };
}

/** Connections to an address, as many of so many as come about. */
async function crowd(
  address: string,
  count: number,
): Promise<Deno.TcpConn[]> {
  const { hostname, port } = new URL(`http://${address}`);
  const all = Array.from(
    { length: count },
    () => Deno.connect({ hostname, port: Number(port) }),
  );
  const settled = await Promise.allSettled(all);
  return settled.flatMap((each) =>
    each.status === "fulfilled" ? [each.value] : []
  );
}

/** What the service answers over a connection that it has. */
async function ask(kept: RawSocket, path: string): Promise<string> {
  await kept.write(`GET ${path} HTTP/1.1\r\nHost: gim\r\n\r\n`);
  return await kept.response();
}

/** Does it take connections, and answer? */
async function isServed(gateway: string, api: string): Promise<boolean> {
  try {
    const response = await fetch(`http://${api}/readyz`);
    await response.body?.cancel();
    await using client = await TestClient.connect(`ws://${gateway}`);
    await client.ask(OP.heartbeat);
    return response.ok;
  } catch {
    return false;
  }
}

for (const where of ["gateway", "api"] as const) {
  Deno.test(`out of descriptors by clients of the ${where}'s address, a service serves again when they have gone`, async () => {
    const { process, reader, logged, gateway, api } = await start();
    try {
      const address = where === "api" ? api : gateway;
      const clients: Deno.TcpConn[] = [];
      {
        // Open before, as nobody can connect then.
        using kept = await RawSocket.connect(api);
        assertMatch(await ask(kept, "/healthz"), /"status":"ok"/);
        clients.push(...await crowd(address, CLIENTS));
        const ended = logged("listener ended");
        const { reason } = await within(PATIENCE, ended, "it goes on");
        assert(String(reason).includes("Too many open files"), String(reason));
        // It is bound again soon, and ends again when one more comes.
        await until(async () => {
          clients.push(...await crowd(address, 1));
          return NOT_BOUND.test(await ask(kept, "/readyz"));
        });
      }
      for (const client of clients) client.close();
      await until(() => isServed(gateway, api));
      await within(PATIENCE, logged("listening again"), "not told");
      process.kill("SIGTERM");
      while (await reader.next() !== undefined);
      assertEquals((await process.status).code, 0);
    } catch (fault) {
      process.kill("SIGKILL");
      while (await reader.next() !== undefined);
      await process.status;
      throw fault;
    }
  });
}
