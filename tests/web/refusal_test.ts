import { assertEquals } from "@std/assert";
import { GimReplyError } from "../../src/client/mod.ts";
import { refusalOf } from "../../web/chat/refusal.ts";

Deno.test("slow mode is never said to be over while it is not", () => {
  const waits = [1, 999, 1000, 1001, 0, undefined].map((retry_after) => {
    const reason = "slow_mode" as const;
    const data = retry_after === undefined
      ? { reason }
      : { reason, retry_after };
    return refusalOf(new GimReplyError(429, "slow down", data));
  });
  const inSeconds = (seconds: number) => `Slow mode: again in ${seconds} s.`;
  assertEquals(waits, [1, 1, 1, 2, 1, 1].map(inSeconds));
});
