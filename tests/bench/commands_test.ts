import { assertEquals } from "@std/assert";
import { clientCommandOf } from "../../bench/storage/commands.ts";

Deno.test("clientCommandOf() names what a client asks, and nothing within a script", () => {
  const of = (rest: string) => clientCommandOf(`1700000000.123456 ${rest}`);
  assertEquals(of('[0 127.0.0.1:4711] "EVALSHA" "f00" "1" "a"'), "evalsha");
  assertEquals(of('[0 127.0.0.1:4711] "ping"'), "ping");
  assertEquals(of('[0 lua] "hget" "a" "b"'), undefined);
  assertEquals(clientCommandOf("OK"), undefined);
});
