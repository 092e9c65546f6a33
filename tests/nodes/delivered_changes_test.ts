import { assertEquals } from "@std/assert";
import type { ChangeKind } from "../../src/domain/change.ts";
import { DeliveredChanges } from "../../src/nodes/delivered_changes.ts";
import { messageOf } from "../helpers/messages.ts";

/** Stands for every kind after which others may follow. */
const PASSING = "passing" as ChangeKind;

class Bench extends DeliveredChanges {
  recall(id: string, number: number): boolean {
    return this.#note(id, { number, kind: "recalled" });
  }

  change(id: string, number: number): boolean {
    return this.#note(id, { number, kind: PASSING });
  }

  /** A reading at a point found it so. */
  read(id: string, number: number, editedAt: number, point = this.point) {
    const kind = "edited";
    const message = messageOf(1, { id, extras: { editedAt } });
    return this.noteRead({ kind, number, message }, point);
  }

  edit(id: string, number: number, editedAt: number): boolean {
    const message = messageOf(1, { id, extras: { editedAt } });
    return this.note({ kind: "edited", number, message });
  }

  #note(id: string, change: { number: number; kind: ChangeKind }): boolean {
    return this.note({ ...change, message: messageOf(1, { id }) });
  }
}

Deno.test("a recall is delivered once, whatever number it comes with", () => {
  const changes = new Bench();
  changes.begin(3);
  assertEquals([changes.recall("a", 4), changes.recall("a", 4)], [true, false]);
  assertEquals([changes.recall("b", 4), changes.recall("a", 9)], [true, false]);
  assertEquals(
    changes.since,
    3,
    "4 has been given out twice: both are looked for",
  );
});

Deno.test("a message that changes again is delivered with its newest number alone", () => {
  const changes = new Bench();
  assertEquals([changes.change("a", 4), changes.change("a", 4)], [true, false]);
  assertEquals([changes.change("a", 6), changes.change("a", 5)], [true, false]);
  assertEquals([changes.recall("a", 7), changes.change("a", 8)], [true, false]);
});

Deno.test("a number that the storage lost and uses again is another change", () => {
  const changes = new Bench();
  changes.begin(0);
  assertEquals([changes.change("a", 4), changes.recall("b", 5)], [true, true]);
  changes.goBack(3, changes.point);
  assertEquals([changes.change("a", 4), changes.recall("b", 5)], [true, false]);
});

Deno.test("without a beginning all before the first change that is heard of is known", () => {
  const changes = new Bench();
  assertEquals(changes.since, undefined);
  changes.recall("a", 8);
  changes.begin(2);
  assertEquals(changes.since, 7);
  changes.goBack(5, changes.point);
  assertEquals(changes.since, 5);
});

Deno.test("the last 100 changes are remembered, those before count as delivered", () => {
  const changes = new Bench();
  changes.begin(0);
  for (let number = 1; number <= 150; number++) {
    changes.recall(`m${number}`, number);
  }
  assertEquals(changes.since, 50);
  assertEquals([changes.recall("m51", 51), changes.recall("m50", 50)], [
    false,
    true,
  ]);
});

Deno.test("a reading decides what a number means for a message, not the number alone", () => {
  const changes = new Bench();
  changes.begin(0);
  assertEquals([changes.edit("a", 2, 100), changes.edit("b", 3, 200)], [
    true,
    true,
  ]);
  assertEquals(changes.read("a", 2, 100), false, "delivered");
  assertEquals(changes.read("a", 2, 300), true, "its number was used again");
  assertEquals(changes.read("a", 2, 300), false);
  assertEquals(changes.read("b", 1, 400), true, "a lower one was");
  assertEquals(changes.read("c", 4, 500), true);
});

Deno.test("a reading is older than what was delivered since", () => {
  const changes = new Bench();
  changes.begin(0);
  changes.edit("a", 5, 100);
  const { point } = changes;
  changes.edit("a", 6, 200);
  changes.goBack(5, point);
  assertEquals(changes.read("a", 5, 100, point), false);
  assertEquals(changes.edit("a", 6, 200), false);
});

Deno.test("a change that is taken for an old one counts, until a reading shows it", () => {
  const changes = new Bench();
  changes.begin(0);
  changes.edit("a", 5, 100);
  changes.edit("a", 5, 100);
  assertEquals(changes.refused, 0);
  assertEquals([changes.edit("a", 5, 200), changes.edit("a", 4, 150)], [
    false,
    false,
  ]);
  assertEquals(changes.refused, 2);
  assertEquals(changes.read("a", 5, 200), true);
});
