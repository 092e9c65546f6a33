import { assertEquals } from "@std/assert";
import { BoundedLog, LINES_PER_SECOND } from "../../src/observe/bounded_log.ts";
import { createLog } from "../../src/observe/log.ts";
import { FakeClock } from "../helpers/fake_clock.ts";

function create() {
  const clock = new FakeClock();
  const lines: string[] = [];
  let suppressed = 0;
  const bounded = new BoundedLog({
    log: createLog({
      level: "debug",
      format: "json",
      write: (line) => lines.push(line),
      now: clock.now,
    }),
    clock,
    onSuppressed: () => suppressed++,
  });
  const take = () => lines.splice(0).map((line) => JSON.parse(line));
  return { clock, bounded, take, suppressed: () => suppressed };
}

function summaries(lines: { event: string; suppressed?: number }[]) {
  return lines.filter(({ event }) => event === "lines suppressed")
    .map(({ suppressed }) => suppressed);
}

Deno.test("lines beyond the bound of a second are counted, and told when it is over", () => {
  const { clock, bounded, take, suppressed } = create();
  for (let i = 0; i < LINES_PER_SECOND + 7; i++) bounded.debug("request");
  assertEquals(take().length, LINES_PER_SECOND);
  clock.advance(999);
  assertEquals(take(), []);
  clock.advance(1);
  const told = take();
  assertEquals([told.length, summaries(told)], [1, [7]]);
  assertEquals(told[0].level, "debug");
  assertEquals([suppressed(), clock.pendingTimers], [7, 0]);
  bounded.debug("request");
  assertEquals(take().length, 1);
});

Deno.test("requests do not take the place of faults", () => {
  const { bounded, take } = create();
  for (let i = 0; i < LINES_PER_SECOND + 1; i++) bounded.info("disconnected");
  take();
  bounded.error("fault");
  bounded.warn("odd");
  assertEquals(take().map(({ event }) => event), ["fault", "odd"]);
});

Deno.test("at the end what was suppressed is told at once", () => {
  const { clock, bounded, take } = create();
  for (let i = 0; i < LINES_PER_SECOND + 2; i++) bounded.debug("request");
  take();
  bounded.stop();
  assertEquals(summaries(take()), [2]);
  assertEquals(clock.pendingTimers, 0);
});
