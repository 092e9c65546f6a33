import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Message } from "../../src/domain/model.ts";
import type { Priority } from "../../src/domain/extras.ts";
import { weightOf } from "../../src/domain/priority.ts";
import { RoomWindow } from "../../src/push/room_window.ts";
import { messageOf } from "../helpers/messages.ts";

const weigh = ({ extras }: Message) => weightOf(extras?.priority);
const PRIORITIES = ["low", "normal", "high", undefined] as const;

/** The newest n by priority, in the plainest words: leave one out until n are left. */
function model(fresh: readonly Message[], count: number): Message[] {
  const left = [...fresh];
  for (const priority of ["low", "normal", "high"]) {
    while (left.length > count) {
      const at = left.findIndex(({ extras }) =>
        (extras?.priority ?? "normal") === priority
      );
      if (at < 0) break;
      left.splice(at, 1);
    }
  }
  return left;
}

const priorities = fc.array(fc.constantFrom(...PRIORITIES), { maxLength: 60 });

function messagesOf(chosen: readonly (Priority | undefined)[]): Message[] {
  return chosen.map((priority, at) =>
    messageOf(at + 1, priority && { extras: { priority } })
  );
}

Deno.test("a window selects the newest by priority, in order, and counts all others as missed", () => {
  const counts = fc.integer({ min: 1, max: 12 });
  fc.assert(fc.property(counts, priorities, (count, chosen) => {
    const window = new RoomWindow<Message>(count, weigh);
    const all = messagesOf(chosen);
    for (const message of all) window.add(message);
    for (let point = 0; point <= all.length; point++) {
      const items = model(all.slice(point), count);
      const missed = all.length - point - items.length;
      assertEquals(window.since(point), { items, missed });
    }
  }));
});

Deno.test("a receiver that is behind gets the newest by priority of several pushes", () => {
  const sizes = fc.integer({ min: 1, max: 5 });
  const cuts = fc.array(fc.nat(9), { maxLength: 12 });
  fc.assert(fc.property(sizes, priorities, cuts, (size, chosen, cuts) => {
    const single = new RoomWindow<Message>(size, weigh);
    const batched = new RoomWindow<Message>(size, weigh);
    const all = messagesOf(chosen);
    // A receiver has got everything up to the begin of some push.
    const starts: number[] = [];
    for (const count of cuts) {
      const start = single.total;
      starts.push(start);
      for (const each of all.slice(start, start + count)) single.add(each);
      const { items } = single.since(start);
      batched.goOn(single.total, items, single.pointsSince(start));
      for (const point of starts) {
        assertEquals(batched.since(point), single.since(point));
      }
    }
  }));
});

Deno.test("a window selects what a plain array selects, for any receiver at any point", () => {
  const counts = fc.integer({ min: 1, max: 12 });
  const points = fc.array(fc.nat(60), { minLength: 1, maxLength: 8 });
  fc.assert(fc.property(counts, fc.nat(60), points, (count, total, points) => {
    const window = new RoomWindow<Message>(count, weigh);
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
      const single = new RoomWindow<Message>(size, weigh);
      const batched = new RoomWindow<Message>(size, weigh);
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
  const window = new RoomWindow<Message>(2, weigh);
  for (const sequence of [1, 2, 3]) window.add(messageOf(sequence));
  window.replace(messageOf(3, { content: "" }));
  window.replace(messageOf(1, { content: "" }));
  const { items } = window.since(0);
  assertEquals(items.map(({ content }) => content), ["text 2", ""]);
  assertEquals(window.total, 3);
});
