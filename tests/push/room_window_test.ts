import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Message } from "../../src/domain/model.ts";
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
    for (const point of points.filter((each) => each <= total)) {
      const fresh = all.slice(point);
      const items = fresh.slice(Math.max(0, fresh.length - count));
      const missed = fresh.length - items.length;
      assertEquals(window.since(point), { items, missed });
    }
  }));
});

Deno.test("a window that goes on by batches shows what one shows that went on by messages", () => {
  const batches = fc.array(fc.nat(9), { maxLength: 12 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), batches, (size, batches) => {
      const [single, batched] = [new RoomWindow(size), new RoomWindow(size)];
      for (const count of batches) {
        const start = single.total;
        for (let at = 0; at < count; at++) {
          single.add(messageOf(single.total + 1));
        }
        batched.goOn(single.total, single.since(start).items);
        for (let point = 0; point <= single.total; point++) {
          assertEquals(batched.since(point), single.since(point));
        }
      }
    }),
  );
});

Deno.test("a replaced message shows changed, and one that is not held changes nothing", () => {
  const window = new RoomWindow<Message>(2);
  for (const sequence of [1, 2, 3]) window.add(messageOf(sequence));
  window.replace(messageOf(3, { content: "" }));
  window.replace(messageOf(1, { content: "" }));
  const { items } = window.since(0);
  assertEquals(items.map(({ content }) => content), ["text 2", ""]);
  assertEquals(window.total, 3);
});
