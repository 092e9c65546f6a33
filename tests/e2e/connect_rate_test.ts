import { assert, assertEquals } from "@std/assert";
import { Gim, serviceOfThisFile } from "../helpers/gim.ts";
import { until } from "../helpers/promises.ts";
import { encodeFrame, RawSocket } from "../helpers/raw_socket.ts";
import { scrape } from "../helpers/scrape.ts";
import { Threaded } from "../helpers/threaded.ts";

/** Of an address one socket at once, and in the time of a test no other. */
const FLAGS = ["--connect-rate=0.01", "--trusted-proxies=127.0.0.1,::1"];
const gim = serviceOfThisFile(...FLAGS);

/** Asks for a socket as a proxy does for a client of this address. */
function upgrade(
  gateway: string,
  address: string,
  more: Readonly<Record<string, string>> = {},
): Promise<RawSocket> {
  const headers = { "X-Forwarded-For": address, ...more };
  return RawSocket.upgrade(gateway, { headers });
}

async function statusOf(gateway: string, address: string): Promise<number> {
  using socket = await upgrade(gateway, address);
  return socket.status;
}

async function answersHeartbeat(socket: RawSocket): Promise<boolean> {
  await socket.write(encodeFrame('{"op":105}'));
  return (await socket.nextJson()).op === 106;
}

Deno.test("an address opens so many sockets, and others are not kept out", async () => {
  using first = await upgrade(gim.gateway, "10.0.0.1");
  assertEquals(await statusOf(gim.gateway, "10.0.0.1"), 503);
  using other = await upgrade(gim.gateway, "10.0.0.2");
  for (const socket of [first, other]) {
    assertEquals(await answersHeartbeat(socket), true);
  }
  const counts = await scrape(gim.http);
  assertEquals(counts.get('gim_rate_limited_total{limit="connect"}'), 1);
  assertEquals(counts.get('gim_rate_buckets{limit="connect"}'), 2);
});

Deno.test("a refused upgrade says when to come again, and takes no place", async () => {
  using open = await upgrade(gim.gateway, "10.0.0.3");
  const sockets = async () => (await scrape(gim.http)).get("gim_sockets");
  // Those of the test before may still be on their way out.
  await until(async () => await sockets() === 1);
  using refused = await upgrade(gim.gateway, "10.0.0.3");
  assertEquals(refused.status, 503);
  const seconds = Number(refused.header("retry-after"));
  assert(seconds > 50 && seconds <= 100, String(seconds));
  assertEquals(await sockets(), 1);
  assertEquals(await answersHeartbeat(open), true);
});

Deno.test("a faulty handshake opens no socket, and does not count", async () => {
  const faulty = { "Sec-WebSocket-Version": "8" };
  for (let each = 0; each < 3; each++) {
    using socket = await upgrade(gim.gateway, "10.0.0.4", faulty);
    assertEquals(socket.status, 426);
  }
  assertEquals(await statusOf(gim.gateway, "10.0.0.4"), 101);
});

Deno.test("requests over HTTP do not count", async () => {
  const headers = { "x-forwarded-for": "10.0.0.5" };
  for (let each = 0; each < 5; each++) {
    const response = await fetch(`${gim.http}/healthz`, { headers });
    await response.body?.cancel();
    assertEquals(response.status, 200);
  }
  assertEquals(await statusOf(gim.gateway, "10.0.0.5"), 101);
});

Deno.test("threads count the sockets of an address together", async () => {
  await using threaded = await Threaded.start(...FLAGS);
  const gateway = threaded.ws.replace("ws://", "");
  const asked = Array.from({ length: 8 }, () => statusOf(gateway, "10.0.0.6"));
  const statuses = (await Promise.all(asked)).toSorted((a, b) => a - b);
  assertEquals(statuses, [101, 503, 503, 503, 503, 503, 503, 503]);
});

Deno.test("the engine node limits sockets alike", async () => {
  await using service = await Gim.start({
    args: [...FLAGS, "--gateway-engine=node"],
  });
  assertEquals(await statusOf(service.gateway, "10.0.0.7"), 101);
  assertEquals(await statusOf(service.gateway, "10.0.0.7"), 503);
  assertEquals(await statusOf(service.gateway, "10.0.0.8"), 101);
});
