import { assertEquals } from "@std/assert";
import type { Attendance } from "../../src/hooks/attendance.ts";
import type { BeforeSend } from "../../src/hooks/before_send.ts";
import type { Courier } from "../../src/hooks/courier.ts";
import { Hooks } from "../../src/hooks/hooks.ts";
import type { Recorder } from "../../src/hooks/recorder.ts";
import type { Unconfirmed } from "../../src/hooks/unconfirmed.ts";
import { Views } from "../../src/protocol/views.ts";
import type { Outbox } from "../../src/storage/outbox.ts";

/** Parts that note in which order they are told to forget whom. */
function bench() {
  const steps: string[] = [];
  const part = (name: string) => ({
    forget: (userId: string) => void steps.push(`${name} ${userId}`),
  });
  const writing = Promise.withResolvers<void>();
  const sizes = { waiting: 3, oldest: 5, dropped: 2 };
  const hooks = new Hooks({
    poster: { start() {}, stop() {} },
    beforeSend: part("before-send") as unknown as BeforeSend,
    told: {
      outbox: { ...part("outbox"), sizes } as unknown as Outbox,
      courier: {} as Courier,
      recorder: {
        ...part("recorder"),
        dropped: 4,
        written: writing.promise,
      } as unknown as Recorder,
      attendance: part("attendance") as unknown as Attendance,
      unconfirmed: part("unconfirmed") as unknown as Unconfirmed,
      views: new Views({ sequence: true }),
    },
  });
  return { hooks, steps, writing };
}

const PARTS = ["before-send", "recorder", "attendance", "unconfirmed"];

Deno.test("who is erased is forgotten by all parts, and by what is written meanwhile", async () => {
  const { hooks, steps, writing } = bench();
  const forgotten = hooks.forget("ann");
  await Promise.resolve();
  assertEquals(steps, []);
  writing.resolve();
  await forgotten;
  assertEquals(steps, [...PARTS, "outbox"].map((name) => `${name} ann`));
});

Deno.test("who was erased by another node is forgotten in memory", () => {
  const { hooks, steps } = bench();
  hooks.forgetHere("ann");
  assertEquals(steps, PARTS.map((name) => `${name} ann`));
});

Deno.test("dropped are those of the outbox, and those that never reached it", () => {
  const { hooks } = bench();
  assertEquals(hooks.sizes, { waiting: 3, oldest: 5, dropped: 6 });
});
