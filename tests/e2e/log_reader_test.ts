import { assert, assertEquals } from "@std/assert";
import { SERVICE_FLAGS } from "../../scripts/service_flags.ts";
import { TestClient, within } from "../helpers/client.ts";
import { OP } from "../helpers/contract.ts";
import { THREADS } from "../helpers/gim.ts";

/** Heartbeats whose lines are more than a pipe and what reads it ahead hold. */
const HEARTBEATS = 900;

/** A service at level debug, its log read up to where it listens. */
async function start() {
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--frozen", "--lock=service.lock", ...SERVICE_FLAGS],
      ...["--allow-read=.", "main.ts"],
      ...["--log-level=debug", "--log-format=json"],
      ...[`--gateway-worker=${THREADS}`, "--http=localhost:0"],
      "--ws=127.0.0.1:0",
    ],
    stderr: "piped",
  }).spawn();
  // No stream behind it, which would read ahead.
  const reader = process.stderr.getReader();
  const decoder = new TextDecoder();
  let log = "";
  const readUpTo = async (text: string) => {
    while (!log.includes(text)) {
      const { done, value } = await reader.read();
      if (done) break;
      log += decoder.decode(value, { stream: true });
    }
    return log;
  };
  await readUpTo('"api":"');
  const [, gateway] = /"gateway":"([^"]+)"/.exec(log) ?? [];
  const [, api] = /"api":"([^"]+)"/.exec(log) ?? [];
  assert(gateway !== undefined && api !== undefined);
  return { process, reader, readUpTo, ws: `ws://${gateway}`, api };
}

async function isHealthy(api: string): Promise<void> {
  const response = await fetch(`http://${api}/healthz`);
  assertEquals(response.status, 200);
  await response.body?.cancel();
}

Deno.test("a service whose log nobody reads any more goes on, and ends in order", async () => {
  const { process, reader, api } = await start();
  await reader.cancel();
  for (let asked = 0; asked < 3; asked++) await isHealthy(api);
  process.kill("SIGTERM");
  assertEquals((await process.status).code, 0);
});

Deno.test("a service whose log nobody reads, and nobody closes, goes on, and ends in order", async () => {
  const { process, reader, ws, api } = await start();
  {
    await using client = await TestClient.connect(ws);
    for (let sent = 0; sent < HEARTBEATS; sent++) {
      await client.ask(OP.heartbeat);
    }
    await isHealthy(api);
  }
  process.kill("SIGTERM");
  const { code } = await within(30_000, process.status, "it does not end");
  assertEquals(code, 0);
  await reader.cancel();
});

Deno.test("a log that is read again has every line that was not dropped, and the last ones", async () => {
  const { process, readUpTo, ws } = await start();
  {
    await using client = await TestClient.connect(ws);
    for (let sent = 0; sent < HEARTBEATS; sent++) {
      await client.ask(OP.heartbeat);
    }
  }
  process.kill("SIGTERM");
  const log = await readUpTo("nothing, but the end");
  const lines = log.trimEnd().split("\n").map((line) => JSON.parse(line));
  const events = lines.map(({ event }) => event);
  const heartbeats = lines.filter(({ op }) => op === "heartbeat");
  assertEquals(heartbeats.length, HEARTBEATS);
  assert(events.includes("stopping"));
  assertEquals((await process.status).code, 0);
});
