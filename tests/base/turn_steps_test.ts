import { assertEquals } from "@std/assert";
import { TurnSteps } from "../../src/base/turn_steps.ts";
import { FakeClock } from "../helpers/fake_clock.ts";

Deno.test("after so many steps the next turn comes first", async () => {
  const clock = new FakeClock();
  const steps = new TurnSteps(clock, 3);
  for (let round = 0; round < 2; round++) {
    assertEquals([steps.taken(), steps.taken()], [undefined, undefined]);
    const waits = steps.taken();
    assertEquals(clock.pendingTurns, 1);
    clock.turn();
    await waits;
  }
});
