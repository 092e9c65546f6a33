import { assertEquals } from "@std/assert";
import type { FakeSocket } from "../helpers/fake_socket.ts";
import { GatewayBench } from "../helpers/gateway.ts";
import { until } from "../helpers/promises.ts";

async function ask(socket: FakeSocket, op: number, body?: object) {
  socket.request(op, body);
  await until(() => socket.sent.length > 0);
  return socket.take()[0]?.body;
}

/** A gateway that lets a user have three connections, and those of ann. */
async function threeOfAnn() {
  const bench = new GatewayBench({ maxConnectionsPerUser: 3 });
  const sockets = [bench.attend(), bench.attend(), bench.attend()];
  for (const socket of sockets) await ask(socket, 101, { id: "ann" });
  return { bench, sockets };
}

/** Who is closed when ann comes with one more. */
async function closedFor(bench: GatewayBench, sockets: FakeSocket[]) {
  await ask(bench.attend(), 101, { id: "ann" });
  bench.rules.clock.advance(20);
  return sockets.map(({ closes }) => closes.map(({ code }) => code));
}

Deno.test("the one connection that is heard is not pushed out by those that are not", async () => {
  const { bench, sockets } = await threeOfAnn();
  bench.rules.clock.advance(6000);
  await ask(sockets[0]!, 105);
  assertEquals(await closedFor(bench, sockets), [[], [4409], []]);
});

Deno.test("one that does not read is the first to go, until it reads again", async () => {
  for (const reads of [false, true]) {
    const { bench, sockets } = await threeOfAnn();
    sockets[1]!.bufferedAmount = 5000;
    // It is pushed more, and takes none of it.
    bench.rules.clock.advance(2000);
    sockets[1]!.bufferedAmount = 6000;
    bench.rules.clock.advance(1000);
    if (reads) sockets[1]!.bufferedAmount = 1000;
    bench.rules.clock.advance(1000);
    const expected = reads ? [[4409], [], []] : [[], [4409], []];
    assertEquals(await closedFor(bench, sockets), expected);
  }
});
