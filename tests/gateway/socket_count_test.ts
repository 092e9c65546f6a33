import { assertEquals } from "@std/assert";
import { SocketCount } from "../../src/gateway/socket_count.ts";

Deno.test("gateways count for themselves, and read the sum of all", () => {
  const counts = new Int32Array(new SharedArrayBuffer(3 * 4));
  const [first, second, third] = [0, 1, 2]
    .map((place) => new SocketCount(counts, place));
  for (const each of [first!, first!, second!]) each.add(+1);
  assertEquals([first!.own, second!.own, third!.own], [2, 1, 0]);
  assertEquals([first!.total, third!.total], [3, 3]);
  first!.add(-1);
  second!.clear();
  assertEquals(third!.total, 1);
});

Deno.test("a gateway alone needs no shared memory", () => {
  const sockets = new SocketCount();
  sockets.add(+1);
  assertEquals([sockets.own, sockets.total], [1, 1]);
});
