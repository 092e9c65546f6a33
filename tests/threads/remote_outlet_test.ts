import { assertEquals } from "@std/assert";
import { Presence } from "../../src/push/presence.ts";
import { Seat } from "../../src/push/seat.ts";
import { RemoteOutlet } from "../../src/threads/remote_outlet.ts";
import { FakeClock } from "../helpers/fake_clock.ts";

function create() {
  const clock = new FakeClock();
  const outlet = new RemoteOutlet({
    port: { postMessage: () => {} },
    clock,
    report: () => {},
  });
  return { clock, outlet };
}

const ROOMS = Array.from({ length: 30_000 }, (_, at) => `r${at}`);

Deno.test("a thread is told of very many chatrooms no faster than it takes them", async () => {
  const { clock, outlet } = create();
  const presence = new Presence(clock);
  presence.add(new Seat(outlet, 1), "ann");
  const known = presence.know("ann", () => Promise.resolve(ROOMS));
  let highest = 0;
  let isKnown = false;
  known.then(() => isKnown = true);
  for (let round = 0; !isKnown && round < 1000; round++) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    clock.settle();
    highest = Math.max(highest, outlet.untaken);
    outlet.taken(outlet.untaken);
  }
  await known;
  assertEquals(presence.chatrooms, ROOMS.length);
  assertEquals(highest < 11_000, true, `${highest} items ahead`);
});

Deno.test("who waits for a thread goes on when it dies", async () => {
  const { clock, outlet } = create();
  for (const room of ROOMS) outlet.enter(room, "ann");
  clock.settle();
  const ready = outlet.ready();
  outlet.lose();
  await ready;
  assertEquals(outlet.ready(), undefined);
});
