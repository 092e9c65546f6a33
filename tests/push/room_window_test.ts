import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { RoomWindow } from "../../src/push/room_window.ts";
import { messageOf } from "../helpers/messages.ts";

Deno.test("a window selects what a plain array selects, for any receiver at any point", () => {
  const counts = fc.integer({ min: 1, max: 12 });
  const points = fc.array(fc.nat(60), { minLength: 1, maxLength: 8 });
  fc.assert(fc.property(counts, fc.nat(60), points, (count, total, points) => {
    const window = new RoomWindow(count);
    const all = Array.from({ length: total }, (_, at) => messageOf(at + 1));
    for (const message of all) window.add(message);
    assertEquals(window.total, total);
    const snapshot = window.snapshot();
    for (const point of points.filter((each) => each <= total)) {
      const fresh = all.slice(point);
      const items = fresh.slice(Math.max(0, fresh.length - count));
      const missed = fresh.length - items.length;
      assertEquals(snapshot.since(point), { items, missed });
    }
  }));
});

Deno.test("a snapshot does not show what comes later", () => {
  const window = new RoomWindow(2);
  window.add(messageOf(1));
  const snapshot = window.snapshot();
  window.add(messageOf(2));
  window.add(messageOf(3));
  assertEquals(snapshot.total, 1);
  assertEquals(snapshot.since(0), { items: [messageOf(1)], missed: 0 });
});

Deno.test("a replaced message shows changed, and one that is not held changes nothing", () => {
  const window = new RoomWindow(2);
  for (const sequence of [1, 2, 3]) window.add(messageOf(sequence));
  window.replace(messageOf(3, { content: "" }));
  window.replace(messageOf(1, { content: "" }));
  const { items } = window.snapshot().since(0);
  assertEquals(items.map(({ content }) => content), ["text 2", ""]);
  assertEquals(window.total, 3);
});
