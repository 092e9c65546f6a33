import { assertEquals } from "@std/assert";
import { endStatus, IN_ORDER } from "../../src/app/end_status.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { flush } from "../helpers/promises.ts";

/** An end, and what it comes to. */
function create() {
  const clock = new FakeClock();
  const ended = Promise.withResolvers<void>();
  const again = Promise.withResolvers<void>();
  const found: number[] = [];
  const end = { ended: ended.promise, again: again.promise, clock };
  endStatus(end).then((status) => found.push(status));
  return { clock, end: ended.resolve, signal: again.resolve, found };
}

Deno.test("an end that takes its time is in order as long as nobody asks again", async () => {
  const { clock, end, found } = create();
  clock.advance(100 * IN_ORDER);
  await flush();
  assertEquals(found, []);
  end();
  await flush();
  assertEquals([found, clock.pendingTimers], [[0], 0]);
});

Deno.test("a second signal cuts nothing short that ends within half a second", async () => {
  const { clock, end, signal, found } = create();
  signal();
  await flush();
  clock.advance(IN_ORDER - 1);
  await flush();
  assertEquals(found, []);
  end();
  await flush();
  assertEquals([found, clock.pendingTimers], [[0], 0]);
});

Deno.test("a second signal cuts an end short that takes longer, at once where it already has", async () => {
  for (const isLate of [false, true]) {
    const { clock, signal, found } = create();
    if (!isLate) signal();
    clock.advance(IN_ORDER);
    await flush();
    assertEquals(found, isLate ? [] : [130]);
    if (isLate) signal();
    await flush();
    assertEquals(found, [130]);
  }
});
