import { assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import net from "node:net";
import { TestClient } from "../helpers/client.ts";
import { OP } from "../helpers/contract.ts";
import { serviceOfThisFile } from "../helpers/gim.ts";
import { until } from "../helpers/promises.ts";
import { scrape } from "../helpers/scrape.ts";

const PLACES = 20;
const gim = serviceOfThisFile("--max-connections", String(PLACES));

const UPGRADE = Buffer.from([
  ...["GET /ws HTTP/1.1", "Host: gim", "Connection: Upgrade"],
  ...["Upgrade: websocket", "Sec-WebSocket-Version: 13"],
  ...["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", ""],
].join("\r\n"));

/** Sends a whole upgrade, and is gone before it is answered. */
async function upgradeAndReset(): Promise<void> {
  const [host = "", port] = gim.gateway.split(":");
  const { promise, resolve } = Promise.withResolvers<void>();
  const socket = net.connect(Number(port), host, () => {
    socket.write(UPGRADE, () => socket.resetAndDestroy());
  });
  socket.on("error", () => {});
  socket.on("close", () => resolve());
  await promise;
}

/** Clients in all places, as soon as there are so many. */
async function fill(): Promise<TestClient[]> {
  const clients: TestClient[] = [];
  await until(async () => {
    const client = await TestClient.connect(gim.ws).catch(() => undefined);
    if (client !== undefined) clients.push(client);
    return clients.length === PLACES;
  });
  return clients;
}

async function held(): Promise<(number | undefined)[]> {
  const metrics = await scrape(gim.http);
  return ["gim_sockets", "gim_connections"].map((name) => metrics.get(name));
}

Deno.test("clients that reset what they asked to upgrade hold no place", async () => {
  // Together, so that some are gone before their turn comes.
  const gone = Array.from({ length: 10 * PLACES }, () => upgradeAndReset());
  await Promise.all(gone);
  const clients = await fill();
  await Promise.all(clients.map((client) => client.ask(OP.heartbeat)));
  const refused = await TestClient.connect(gim.ws).catch(() => "refused");
  assertEquals([refused, await held()], ["refused", [PLACES, PLACES]]);
  await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()));
  await until(async () => (await held()).every((count) => count === 0));
});
