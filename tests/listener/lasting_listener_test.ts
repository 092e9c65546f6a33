import { assertEquals, assertRejects } from "@std/assert";
import type { Binding } from "../../src/gateway/engine.ts";
import { LastingListener } from "../../src/listener/lasting_listener.ts";
import type { Address } from "../../src/options/address.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { flush } from "../helpers/promises.ts";

/** Milliseconds: no pause is shorter. */
const STEP = 100;

/** A listener over bindings that end when the test wants it. */
function create() {
  const clock = new FakeClock();
  const asked: (Address | undefined)[] = [];
  const ends: PromiseWithResolvers<void>[] = [];
  const done: string[] = [];
  const told: unknown[] = [];
  const state = { inUse: false, binding: Promise.resolve() };
  const bind = async (address?: Address): Promise<Binding> => {
    await state.binding;
    if (state.inUse) throw new Error("in use");
    asked.push(address);
    const end = Promise.withResolvers<void>();
    const number = ends.push(end);
    return {
      address: address ?? { host: "::", port: 8080 },
      finished: end.promise,
      shutdown: () => Promise.resolve(void done.push(`shutdown ${number}`)),
      abort: () => void done.push(`abort ${number}`),
    };
  };
  const log = {
    error: (event: string) => void told.push(event),
    info: (event: string) => void told.push(event),
  };
  const onChange = (bound: boolean) => void told.push(bound);
  const open = () => LastingListener.open({ bind, clock, log, onChange });
  /** The newest of its bindings ends. */
  const end = async (fault?: Error) => {
    if (fault === undefined) ends.at(-1)!.resolve();
    else ends.at(-1)!.reject(fault);
    await flush();
  };
  /** Time goes by, a step at a time, so that binding may settle between. */
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= STEP) {
      clock.advance(Math.min(left, STEP));
      await flush();
    }
  };
  return { clock, asked, done, told, state, open, end, pass };
}

Deno.test("a listener that ends unasked is bound again, at the same address", async () => {
  const { clock, asked, told, open, end, pass } = create();
  const listener = await open();
  await end(new Error("Too many open files"));
  assertEquals([listener.bound, asked.length], [false, 1]);
  await pass(100);
  assertEquals(asked, [undefined, { host: "::", port: 8080 }]);
  await pass(500);
  assertEquals([listener.bound, clock.pendingTimers], [true, 0]);
  assertEquals(told, ["listener ended", false, "listening again", true]);
});

Deno.test("as long as it ends again it is told once, and tried with longer pauses, of a second at most", async () => {
  const { asked, told, open, end, pass } = create();
  const listener = await open();
  for (const pause of [100, 200, 400, 800, 1000, 1000]) {
    const before = asked.length;
    await end(new Error("Too many open files"));
    await pass(pause - 1);
    assertEquals(asked.length, before);
    await pass(1);
    assertEquals(asked.length, before + 1);
  }
  assertEquals([told, listener.bound], [["listener ended", false], false]);
  await pass(500);
  await end();
  await pass(100);
  assertEquals(asked.length, 8);
});

Deno.test("an address that is in use meanwhile is tried until it is free", async () => {
  const { asked, told, state, open, end, pass } = create();
  const listener = await open();
  state.inUse = true;
  await end();
  await pass(60_000);
  assertEquals([asked.length, listener.bound], [1, false]);
  state.inUse = false;
  await pass(1500);
  assertEquals([asked.length, listener.bound], [2, true]);
  assertEquals(told.length, 4);
});

Deno.test("an end that was asked for is one, whenever it is asked for", async () => {
  for (const lost of [false, true]) {
    for (const how of ["shutdown", "abort"] as const) {
      const { clock, asked, done, told, open, end, pass } = create();
      const listener = await open();
      if (lost) await end();
      await listener[how]();
      await end();
      await pass(10_000);
      assertEquals([asked.length, done], [1, [`${how} 1`]]);
      assertEquals(told, lost ? ["listener ended", false] : []);
      assertEquals(clock.pendingTimers, 0);
    }
  }
});

Deno.test("what is bound after an end was asked for is cut", async () => {
  const { asked, done, state, open, end, pass } = create();
  const listener = await open();
  await end();
  const binding = Promise.withResolvers<void>();
  state.binding = binding.promise;
  await pass(100);
  listener.abort();
  binding.resolve();
  await pass(1000);
  assertEquals([asked.length, done], [2, ["abort 1", "abort 2"]]);
});

Deno.test("what cannot be bound at first is for the caller", async () => {
  const { clock, state, open } = create();
  state.inUse = true;
  await assertRejects(open, Error, "in use");
  assertEquals(clock.pendingTimers, 0);
});
