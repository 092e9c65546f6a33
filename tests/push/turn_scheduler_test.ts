import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  SLICE_SIZE,
  type SliceJob,
  TurnScheduler,
} from "../../src/push/turn_scheduler.ts";
import { FakeClock } from "../helpers/fake_clock.ts";

/** A job that notes what happens to it. */
class FakeJob implements SliceJob {
  readonly name: string;
  readonly log: string[];
  left: number;
  state = "waiting";

  constructor(name: string, left: number, log: string[] = []) {
    this.name = name;
    this.left = left;
    this.log = log;
  }

  get done(): boolean {
    return this.left === 0;
  }

  begin(): void {
    assertEquals(this.state, "waiting");
    this.state = "under way";
    this.log.push(`begin ${this.name}`);
  }

  step(budget: number): number {
    assertEquals(this.state, "under way");
    const served = Math.min(budget, this.left);
    this.left -= served;
    this.log.push(`${this.name} ${served}`);
    return served;
  }

  end(): void {
    this.state = "ended";
    this.log.push(`end ${this.name}`);
  }

  fail(): void {
    this.state = "failed";
    this.log.push(`fail ${this.name}`);
  }
}

function create(limit = 16) {
  const clock = new FakeClock();
  const faults: unknown[] = [];
  const onFault = (fault: unknown) => faults.push(fault);
  const scheduler = new TurnScheduler({ clock, limit, onFault });
  return { clock, faults, scheduler };
}

Deno.test("a job begins at once and is served a slice a turn", () => {
  const { clock, scheduler } = create();
  const job = new FakeJob("a", SLICE_SIZE * 2 + 1);
  scheduler.add(job);
  assertEquals(job.log, ["begin a"]);
  clock.settle();
  const slice = `a ${SLICE_SIZE}`;
  assertEquals(job.log, ["begin a", slice, slice, "a 1", "end a"]);
});

Deno.test("at most so many jobs are under way, and the others wait in order", () => {
  const { clock, scheduler } = create(2);
  const log: string[] = [];
  const names = ["a", "b", "c", "d"];
  const jobs = names.map((name) => new FakeJob(name, 100, log));
  for (const job of jobs) scheduler.add(job);
  assertEquals(scheduler.waiting, 2);
  while (clock.pendingTurns > 0) {
    const underWay = jobs.filter(({ state }) => state === "under way");
    assert(underWay.length <= 2);
    clock.turn();
  }
  const begun = log.filter((line) => line.startsWith("begin"));
  assertEquals(begun, names.map((name) => `begin ${name}`));
  assertEquals(jobs.map(({ state }) => state), names.map(() => "ended"));
});

Deno.test("jobs under way share each turn, so that a large one holds up none", () => {
  const { clock, scheduler } = create();
  const large = new FakeJob("large", 100_000);
  scheduler.add(large);
  clock.turn();
  const small = Array.from({ length: 9 }, (_, at) => new FakeJob(`${at}`, 20));
  for (const job of small) scheduler.add(job);
  for (let turn = 0; turn < 6; turn++) clock.turn();
  assertEquals(small.filter(({ done }) => !done), []);
  assert(!large.done);
});

Deno.test("no turn serves more receivers than a slice, and every job ends once", () => {
  const sizes = fc.array(fc.nat(300), { maxLength: 40 });
  const limits = fc.integer({ min: 1, max: 100 });
  fc.assert(fc.property(sizes, limits, (sizes, limit) => {
    const { clock, scheduler } = create(limit);
    const log: string[] = [];
    const jobs = sizes.map((size, at) => new FakeJob(`${at}`, size, log));
    for (const job of jobs) scheduler.add(job);
    while (clock.pendingTurns > 0) {
      const before = jobs.reduce((sum, { left }) => sum + left, 0);
      clock.turn();
      const after = jobs.reduce((sum, { left }) => sum + left, 0);
      assert(before - after <= SLICE_SIZE);
    }
    const ended = log.filter((line) => line.startsWith("end"));
    assertEquals(ended.length, jobs.length);
    assertEquals(jobs.filter(({ done }) => !done), []);
    assertEquals([scheduler.waiting, clock.pendingTimers], [0, 0]);
  }));
});

Deno.test("a job that throws is over and stops nobody else", () => {
  const { clock, faults, scheduler } = create(1);
  const bad = new FakeJob("bad", 10);
  bad.step = () => {
    throw new Error("step");
  };
  const worse = new FakeJob("worse", 10);
  worse.begin = () => {
    throw new Error("begin");
  };
  const good = new FakeJob("good", 10);
  for (const job of [bad, worse, good]) scheduler.add(job);
  clock.settle();
  const states = [bad, worse, good].map(({ state }) => state);
  assertEquals(states, ["failed", "failed", "ended"]);
  assertEquals(good.left, 0);
  assertEquals(faults.map(String), ["Error: step", "Error: begin"]);
});

Deno.test("jobs that throw when they end, or when they fail, hold up nobody", () => {
  const { clock, faults, scheduler } = create(2);
  const throwing = () => {
    throw new Error("over");
  };
  const ending = new FakeJob("ending", 10);
  ending.end = throwing;
  const failing = new FakeJob("failing", 10);
  failing.begin = throwing;
  failing.fail = throwing;
  const good = new FakeJob("good", 3 * SLICE_SIZE);
  for (const job of [good, ending, failing]) scheduler.add(job);
  clock.settle();
  assertEquals([good.state, good.left], ["ended", 0]);
  assertEquals([scheduler.active, scheduler.waiting, faults.length], [0, 0, 3]);
});

Deno.test("a job may be added again when it ends, as a chatroom does", () => {
  const { clock, scheduler } = create(1);
  const other = new FakeJob("other", 10);
  const job = new FakeJob("again", 10);
  let rounds = 0;
  job.end = () => {
    job.left = 10;
    job.state = "waiting";
    if (++rounds < 3) scheduler.add(job);
  };
  scheduler.add(job);
  scheduler.add(other);
  clock.settle();
  assertEquals([rounds, other.state], [3, "ended"]);
  assertEquals(clock.pendingTurns, 0);
});

Deno.test("without jobs there is no turn to take", () => {
  const { clock, scheduler } = create();
  scheduler.add(new FakeJob("a", 0));
  clock.settle();
  assertEquals([scheduler.waiting, clock.pendingTurns], [0, 0]);
});
