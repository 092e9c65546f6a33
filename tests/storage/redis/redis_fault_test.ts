import { assertEquals } from "@std/assert";
import { reasonOf } from "../../../src/storage/redis/redis_fault.ts";

Deno.test("what is wrong with Redis is said in words", () => {
  const silence =
    "Socket timeout timeout. Expecting data, but didn't receive any in 700ms.";
  const refused = new AggregateError([], "");
  Object.assign(refused, { code: "ECONNREFUSED" });
  const cases: [unknown, string][] = [
    [new Error(silence), "no answer within 700 ms"],
    [new Error("Connection timeout"), "no connection in time"],
    [new Error("Socket closed unexpectedly"), "Socket closed unexpectedly"],
    [refused, "ECONNREFUSED"],
    [new TypeError(""), "TypeError"],
    [new Error("at redis://u:p@host:1/0"), "at redis://…@host:1/0"],
  ];
  for (const [fault, words] of cases) assertEquals(reasonOf(fault), words);
});
