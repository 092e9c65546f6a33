import { assertEquals } from "@std/assert";
import { expendable } from "../../src/push/expendable.ts";
import { Seat } from "../../src/push/seat.ts";
import { OutletBench } from "../helpers/outlet.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { Presence } from "../../src/push/presence.ts";

const { outlet } = new OutletBench(new FakeClock(), new Presence());

/** A connection that was heard at these seconds. */
function seat(connection: number, heard: readonly number[], stuck = false) {
  const made = new Seat(outlet, connection);
  for (const second of heard) made.hear(second * 1000);
  made.stuck = stuck;
  return made;
}

/** The number of the one that goes. */
function goes(...seats: Seat[]): number | undefined {
  return expendable(seats)?.connection;
}

Deno.test("without a reason the oldest connection goes", () => {
  assertEquals(goes(seat(1, [0]), seat(2, [0]), seat(3, [0])), 1);
  assertEquals(goes(seat(1, [0, 4]), seat(2, [1]), seat(3, [5])), 1);
  assertEquals(goes(seat(1, []), seat(2, []), seat(3, [])), 1);
  assertEquals(goes(), undefined);
});

Deno.test("who has been silent for the largest part of their time goes, not who is heard now and then", () => {
  const desktop = seat(1, [0, 300, 600]);
  const phones = [2, 3, 4].map((number) => seat(number, [600 + 20 * number]));
  assertEquals(goes(desktop, ...phones, seat(5, [700])), 2);
  // Idle between two heartbeats, which is little of a day.
  const idle = seat(1, [0, 80_000]);
  const cutOff = seat(2, [80_200, 80_201]);
  assertEquals(goes(idle, cutOff, seat(3, [80_220])), 2);
});

Deno.test("of those that are silent alike the oldest goes", () => {
  assertEquals(goes(seat(1, [0]), seat(2, [10]), seat(3, [60])), 1);
  assertEquals(goes(seat(1, [0, 59]), seat(2, [10]), seat(3, [60])), 2);
});

Deno.test("who does not read goes before all others, however much they say", () => {
  const all = [seat(1, [0]), seat(2, [0, 60], true), seat(3, [60])];
  assertEquals(goes(...all), 2);
  const silent = [seat(1, [0, 60], true), seat(2, [30], true), seat(3, [60])];
  assertEquals(goes(...silent), 2);
});
