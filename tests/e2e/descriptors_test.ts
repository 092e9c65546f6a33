import { assert, assertEquals, assertMatch } from "@std/assert";
import { SERVICE_FLAGS } from "../../scripts/service_flags.ts";
import { TestClient, within } from "../helpers/client.ts";
import { OP } from "../helpers/contract.ts";
import { RawSocket } from "../helpers/raw_socket.ts";
import { ENGINE, LineReader, type LogLine, THREADS } from "../helpers/gim.ts";

/** Descriptors of the process; a start with three threads needs some fifty. */
const DESCRIPTORS = 120;
const CLIENTS = 200;

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

/** Connections to an address, as many as come about. */
async function crowd(address: string): Promise<Deno.TcpConn[]> {
  const { hostname, port } = new URL(`http://${address}`);
  const all = Array.from(
    { length: CLIENTS },
    () => Deno.connect({ hostname, port: Number(port) }),
  );
  const settled = await Promise.allSettled(all);
  return settled.flatMap((each) =>
    each.status === "fulfilled" ? [each.value] : []
  );
}

async function untilServed(gateway: string, api: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      const response = await fetch(`http://${api}/readyz`);
      await response.body?.cancel();
      await using client = await TestClient.connect(`ws://${gateway}`);
      await client.ask(OP.heartbeat);
      if (response.ok) return;
    } catch {
      // Not yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("it does not serve again");
}

for (const where of ["gateway", "api"] as const) {
  Deno.test(`out of descriptors by clients of the ${where}'s address, a service serves again when they have gone`, async () => {
    const { process, reader, logged, gateway, api } = await start();
    try {
      // Open before, as nobody can connect then.
      using kept = await RawSocket.connect(api);
      await kept.write("GET /healthz HTTP/1.1\r\nHost: gim\r\n\r\n");
      assertMatch(await kept.response(), /"status":"ok"/);
      const clients = await crowd(where === "api" ? api : gateway);
      const { reason } = await within(10_000, logged("listener ended"), "no");
      assert(String(reason).includes("Too many open files"), String(reason));
      await kept.write(
        "GET /readyz HTTP/1.1\r\nHost: gim\r\nConnection: close\r\n\r\n",
      );
      const answers = await within(5000, kept.text(), "no answer");
      assertMatch(
        answers,
        /not ready: (?:addresses: one is|threads: \d do) not/,
      );
      for (const client of clients) client.close();
      await within(15_000, untilServed(gateway, api), "not served");
      await within(15_000, logged("listening again"), "not told");
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
