import { assertEquals } from "@std/assert";
import { expendable } from "../../src/push/expendable.ts";
import { ConnectionRef } from "../../src/push/connection_ref.ts";
import { CommandsBench } from "../helpers/gateway_commands.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { Presence } from "../../src/push/presence.ts";

const { commands } = new CommandsBench(new FakeClock(), new Presence());

/** A connection that was heard at these seconds. */
function ref(connection: number, heard: readonly number[], stuck = false) {
  const made = new ConnectionRef(commands, connection);
  for (const second of heard) made.hear(second * 1000);
  made.stuck = stuck;
  return made;
}

/** The number of the one that goes. */
function goes(...refs: ConnectionRef[]): number | undefined {
  return expendable(refs)?.connection;
}

Deno.test("without a reason the oldest connection goes", () => {
  assertEquals(goes(ref(1, [0]), ref(2, [0]), ref(3, [0])), 1);
  assertEquals(goes(ref(1, [0, 4]), ref(2, [1]), ref(3, [5])), 1);
  assertEquals(goes(ref(1, []), ref(2, []), ref(3, [])), 1);
  assertEquals(goes(), undefined);
});

Deno.test("who has been silent for the largest part of their time goes, not who is heard now and then", () => {
  const desktop = ref(1, [0, 300, 600]);
  const phones = [2, 3, 4].map((number) => ref(number, [600 + 20 * number]));
  assertEquals(goes(desktop, ...phones, ref(5, [700])), 2);
  // Idle between two heartbeats, which is little of a day.
  const idle = ref(1, [0, 80_000]);
  const cutOff = ref(2, [80_200, 80_201]);
  assertEquals(goes(idle, cutOff, ref(3, [80_220])), 2);
});

Deno.test("of those that are silent alike the oldest goes", () => {
  assertEquals(goes(ref(1, [0]), ref(2, [10]), ref(3, [60])), 1);
  assertEquals(goes(ref(1, [0, 59]), ref(2, [10]), ref(3, [60])), 2);
});

Deno.test("who does not read goes before all others, however much they say", () => {
  const all = [ref(1, [0]), ref(2, [0, 60], true), ref(3, [60])];
  assertEquals(goes(...all), 2);
  const silent = [ref(1, [0, 60], true), ref(2, [30], true), ref(3, [60])];
  assertEquals(goes(...silent), 2);
});
