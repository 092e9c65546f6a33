import { assertEquals } from "@std/assert";
import {
  LONG_PATIENCE,
  PATIENCE,
  Watchdog,
} from "../../src/threads/watchdog.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { flush } from "../helpers/promises.ts";

/** A watchdog over a thread that answers as long as it lives. */
function create() {
  const clock = new FakeClock();
  const thread = { lives: true, asked: 0, silences: 0 };
  const watchdog = new Watchdog({
    clock,
    ask: () => {
      thread.asked++;
      return thread.lives ? Promise.resolve() : new Promise(() => {});
    },
    onSilence: () => void thread.silences++,
  });
  const seconds = async (count: number) => {
    for (let second = 0; second < count; second++) {
      clock.advance(1000);
      await flush();
    }
  };
  return { clock, thread, watchdog, seconds };
}

Deno.test("a thread that answers is asked each second, and never given up", async () => {
  const { thread, watchdog, seconds } = create();
  await seconds(100);
  assertEquals([thread.asked, thread.silences], [100, 0]);
  watchdog.stop();
});

Deno.test("a thread is given up once, ten seconds after it was first silent", async () => {
  const { clock, thread, seconds } = create();
  await seconds(5);
  thread.lives = false;
  await seconds(PATIENCE);
  assertEquals([thread.asked, thread.silences], [6, 0]);
  await seconds(1);
  assertEquals(thread.silences, 1);
  await seconds(100);
  assertEquals([thread.silences, clock.pendingTimers], [1, 0]);
});

Deno.test("an answer that comes late is a sign of life", async () => {
  const clock = new FakeClock();
  let silences = 0;
  const answers: (() => void)[] = [];
  const watchdog = new Watchdog({
    clock,
    ask: () => new Promise<void>((resolve) => answers.push(resolve)),
    onSilence: () => void silences++,
  });
  for (let round = 0; round < 5; round++) {
    for (let second = 0; second < PATIENCE; second++) clock.advance(1000);
    answers.at(-1)?.();
    await flush();
  }
  assertEquals([answers.length, silences], [5, 0]);
  watchdog.stop();
});

Deno.test("while the one who looks stood still nobody was silent", async () => {
  const { clock, thread, watchdog, seconds } = create();
  thread.lives = false;
  await seconds(5);
  clock.jumpTo(clock.now() + 3_600_000);
  await seconds(1);
  assertEquals(thread.silences, 0);
  watchdog.stop();
});

Deno.test("a thread has longer for what takes it long, and then no longer", async () => {
  const { thread, watchdog, seconds } = create();
  const snapshot = Promise.withResolvers<void>();
  const taken = watchdog.excuse(snapshot.promise);
  thread.lives = false;
  await seconds(LONG_PATIENCE);
  assertEquals(thread.silences, 0);
  snapshot.resolve();
  await taken;
  await seconds(PATIENCE);
  assertEquals(thread.silences, 0);
  await seconds(1);
  assertEquals(thread.silences, 1);
});

Deno.test("what takes a thread long is bounded too", async () => {
  const { thread, watchdog, seconds } = create();
  const never = watchdog.excuse(new Promise<void>(() => {}));
  thread.lives = false;
  await seconds(LONG_PATIENCE + 1);
  assertEquals(thread.silences, 1);
  assertEquals(await Promise.race([never, "under way"]), "under way");
});
