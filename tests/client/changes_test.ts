import { assertEquals } from "@std/assert";
import { changeOf, Changes, isChange } from "../../src/client/changes.ts";
import { message } from "../helpers/kept.ts";

const RECALLED = 2;

/** Which of these sequences are known to be those of changed messages? */
function known(changes: Changes, ...sequences: number[]): boolean[] {
  return sequences.map((sequence) =>
    changes.apply(message(sequence)).status === RECALLED
  );
}

Deno.test("a change is told once, and of more than a thousand messages the oldest is forgotten", () => {
  const changes = new Changes();
  for (let sequence = 1; sequence <= 1000; sequence++) {
    assertEquals(changes.note(sequence), true);
  }
  assertEquals([changes.note(1), changes.note(1000)], [false, false]);
  changes.note(1001);
  assertEquals(known(changes, 1, 2, 1001), [false, true, true]);
});

Deno.test("changes of lost messages are forgotten, as their numbers are given out again", () => {
  const changes = new Changes();
  for (const sequence of [3, 1, 2]) changes.note(sequence);
  changes.cut(1);
  assertEquals([1, 2, 3].map((sequence) => changes.note(sequence)), [
    false,
    true,
    true,
  ]);
});

Deno.test("a message that comes recalled is known to be, and one known to be comes recalled", () => {
  const changes = new Changes();
  const recalled = { ...message(1), status: RECALLED, content: "" } as const;
  assertEquals(changes.apply(recalled), recalled);
  assertEquals(changes.note(1), false);
  changes.note(2);
  const { status, content } = changes.apply(message(2));
  assertEquals([status, content], [RECALLED, ""]);
  assertEquals(changes.apply(message(3)), message(3));
});

Deno.test("the number of a change tells whether others have to be asked for", () => {
  const changes = new Changes();
  changes.last = 4;
  assertEquals([changes.follow(5, true), changes.last], [true, 5]);
  // One between was not told.
  assertEquals([changes.follow(7, true), changes.last], [false, 5]);
  // The same comes twice, which is nothing new.
  assertEquals([changes.follow(5, false), changes.last], [true, 5]);
  // The service has lost some, and gives their numbers out again.
  assertEquals([changes.follow(3, true), changes.last], [false, 0]);
});

Deno.test("what tells of a change names the message", () => {
  const event = changeOf(message(7, "1:room"));
  assertEquals(isChange(event), true);
  assertEquals([event.session_id, event.sequence], ["1:room", 7]);
});
