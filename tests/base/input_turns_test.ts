import { assert, assertEquals } from "@std/assert";
import { InputTurns, UNSOUGHT } from "../../src/base/input_turns.ts";
import { LoopbackProbe } from "../../src/base/loopback_probe.ts";
import { flush } from "../helpers/promises.ts";

/** Turns that a test takes one by one, and looks that it answers. */
class Turns {
  time = 0;
  readonly soon: (() => void)[] = [];
  readonly looks: (() => void)[] = [];
  readonly done: string[] = [];
  readonly next = new InputTurns({
    elapsed: () => this.time,
    soon: (run) => void this.soon.push(run),
    probe: { look: (run) => void this.looks.push(run) },
  }).next;

  /** Lets all that is due run, and what that has settled. */
  async take(due: (() => void)[]): Promise<void> {
    for (const run of due.splice(0)) {
      run();
      await flush();
    }
  }

  /** Work that takes a time in each turn, and asks for the next one. */
  work(name: string, turns: number, ms: number): void {
    this.next(() => {
      this.done.push(name);
      this.time += ms;
      if (turns > 1) this.work(name, turns - 1, ms);
    });
  }
}

Deno.test("a turn that was asked for by input comes soon, however late it is", async () => {
  const turns = new Turns();
  for (let at = 0; at < 5; at++) {
    turns.time += 10 * UNSOUGHT;
    turns.next(() => void turns.done.push("input"));
    await turns.take(turns.soon);
  }
  assertEquals(turns.done.length, 5);
  assertEquals(turns.looks.length, 0);
});

Deno.test("turns that ask for turns let input be looked for, in each millisecond", async () => {
  const turns = new Turns();
  turns.work("work", 12, UNSOUGHT / 4);
  const before: number[] = [];
  while (turns.soon.length + turns.looks.length > 0) {
    await turns.take(turns.soon);
    if (turns.looks.length > 0) before.push(turns.done.length);
    await turns.take(turns.looks);
  }
  assertEquals(turns.done.length, 12);
  assertEquals(before, [5, 10]);
});

Deno.test("what awaits a turn is in it, and its next turn follows it", async () => {
  const turns = new Turns();
  const turn = () => new Promise<void>((resolve) => turns.next(resolve));
  const work = (async () => {
    for (let at = 0; at < 3; at++) {
      await turn();
      turns.time += UNSOUGHT;
    }
  })();
  await turns.take(turns.soon);
  await turns.take(turns.soon);
  assertEquals([turns.soon.length, turns.looks.length], [0, 1]);
  await turns.take(turns.looks);
  await work;
});

Deno.test("what is asked for while input is looked for comes after that, in its order", async () => {
  const turns = new Turns();
  turns.work("work", 3, UNSOUGHT);
  await turns.take(turns.soon);
  await turns.take(turns.soon);
  turns.next(() => void turns.done.push("later"));
  assertEquals(turns.soon.length, 0);
  await turns.take(turns.looks);
  assertEquals(turns.done, ["work", "work", "work", "later"]);
});

Deno.test("a turn that fails is reported, and those behind it come", async () => {
  const turns = new Turns();
  const reported: unknown[] = [];
  const report = (event: ErrorEvent) => {
    event.preventDefault();
    reported.push(event.error);
  };
  addEventListener("error", report);
  turns.work("work", 2, UNSOUGHT);
  await turns.take(turns.soon);
  await turns.take(turns.soon);
  const fault = new Error("it failed");
  turns.next(() => {
    turns.next(() => {
      throw fault;
    });
    turns.next(() => void turns.done.push("behind"));
    turns.time += UNSOUGHT;
  });
  await turns.take(turns.soon);
  await turns.take(turns.soon);
  removeEventListener("error", report);
  assertEquals(reported, [fault]);
  assertEquals(turns.done.at(-1), "behind");
});

/** In how many turns of long work a byte comes in that is sent at its start. */
async function turnsUntilHeard(
  nextTurn: (run: () => void) => void,
): Promise<number> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  using near = await Deno.connect({ hostname: "127.0.0.1", port });
  using far = await listener.accept();
  const heard = far.read(new Uint8Array(1)).then(() => isHeard = true);
  let isHeard = false;
  let turns = 0;
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const turn = () => {
    turns++;
    if (isHeard) resolve();
    else nextTurn(turn);
  };
  await new Promise<void>((begun) =>
    nextTurn(() => {
      void near.write(new Uint8Array(1));
      begun();
      nextTurn(turn);
    })
  );
  await Promise.all([heard, over]);
  return turns;
}

Deno.test("input comes in between the turns of long work", async () => {
  using probe = new LoopbackProbe();
  let time = 0;
  const turns = new InputTurns({
    elapsed: () => time += UNSOUGHT,
    soon: (run) => void setImmediate(run),
    probe,
  });
  await new Promise<void>((resolve) => probe.look(resolve));
  const count = await turnsUntilHeard(turns.next);
  assert(count < 10, `${count} turns`);
});

Deno.test("a probe that is closed, or closes, does not keep anybody waiting", async () => {
  const probe = new LoopbackProbe();
  const look = () => new Promise<void>((resolve) => probe.look(resolve));
  const opening = look();
  probe[Symbol.dispose]();
  await opening;
  await look();
  const other = new LoopbackProbe();
  await new Promise<void>((resolve) => other.look(resolve));
  const under = new Promise<void>((resolve) => other.look(resolve));
  other[Symbol.dispose]();
  await under;
});
