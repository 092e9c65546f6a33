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
  changes.goBack(3);
  assertEquals([changes.change("a", 4), changes.recall("b", 5)], [true, false]);
});

Deno.test("without a beginning all before the first change that is heard of is known", () => {
  const changes = new Bench();
  assertEquals(changes.since, undefined);
  changes.recall("a", 8);
  changes.begin(2);
  assertEquals(changes.since, 7);
  changes.goBack(5);
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
