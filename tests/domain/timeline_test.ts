import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Timeline } from "../../src/domain/timeline.ts";

interface Entry {
  readonly sequence: number;
  readonly text: string;
}

/** The same by the plainest means: a sorted array. */
class Model {
  kept: Entry[] = [];
  last = 0;

  append(text: string): Entry {
    const entry = { sequence: ++this.last, text };
    this.kept.push(entry);
    return entry;
  }

  prepend(text: string): Entry | undefined {
    const sequence = this.last - this.kept.length;
    if (sequence < 1) return undefined;
    const entry = { sequence, text };
    this.kept.unshift(entry);
    return entry;
  }

  replace(entry: Entry): boolean {
    const index = this.kept.findIndex((each) =>
      each.sequence === entry.sequence
    );
    if (index >= 0) this.kept[index] = entry;
    return index >= 0;
  }

  pageBefore(sequence: number, count: number): Entry[] {
    const older = this.kept.filter((each) => each.sequence < sequence);
    return older.slice(Math.max(0, older.length - count));
  }

  pageAfter(sequence: number, count: number): Entry[] {
    return this.kept.filter((each) => each.sequence > sequence).slice(0, count);
  }
}

type Step = (timeline: Timeline<Entry>, model: Model) => void;

const sequence = fc.integer({ min: -2, max: 700 });
const count = fc.oneof(fc.nat(12), fc.nat(200));
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.string().map(append) },
  {
    weight: 1,
    arbitrary: fc.nat(150).map((times) => often(append(""), times)),
  },
  { weight: 3, arbitrary: fc.constant<Step>(evict) },
  { weight: 1, arbitrary: fc.nat(150).map((times) => often(evict, times)) },
  {
    weight: 2,
    arbitrary: fc.nat(90).map((times) => often(prepend, times)),
  },
  { weight: 2, arbitrary: fc.tuple(sequence, fc.string()).map(replace) },
  { weight: 2, arbitrary: fc.tuple(sequence, count).map(compare) },
);

function append(text: string): Step {
  return (timeline, model) => timeline.append(model.append(text));
}

function often(step: Step, times: number): Step {
  return (timeline, model) => {
    for (let time = 0; time < times; time++) step(timeline, model);
  };
}

function evict(timeline: Timeline<Entry>, model: Model): void {
  assertEquals(timeline.evictOldest(), model.kept.shift());
}

function prepend(timeline: Timeline<Entry>, model: Model): void {
  const entry = model.prepend("older");
  if (entry !== undefined) timeline.prepend(entry);
}

function replace([sequence, text]: [number, string]): Step {
  const entry = { sequence, text };
  return (timeline, model) =>
    assertEquals(timeline.replace(entry), model.replace(entry));
}

function compare([sequence, count]: [number, number]): Step {
  return (timeline, model) => {
    const { kept, last } = model;
    assertEquals(timeline.size, kept.length);
    assertEquals(timeline.lastSequence, last);
    assertEquals(timeline.firstSequence, last - kept.length + 1);
    assertEquals(timeline.newest(), kept.at(-1));
    assertEquals(
      timeline.get(sequence),
      kept.find((each) => each.sequence === sequence),
    );
    assertEquals(timeline.newestPage(count), model.pageBefore(Infinity, count));
    const before = model.pageBefore(sequence, count);
    assertEquals(timeline.pageBefore(sequence, count), before);
    const after = model.pageAfter(sequence, count);
    assertEquals(timeline.pageAfter(sequence, count), after);
  };
}

Deno.test("a timeline does what a sorted array does", () => {
  const steps = fc.array(step, { maxLength: 60 });
  fc.assert(fc.property(steps, (steps) => {
    const timeline = new Timeline<Entry>();
    const model = new Model();
    for (const each of steps) each(timeline, model);
    for (const back of [0, 1, 63, 64, 65, 130]) {
      compare([model.last - back, 70])(timeline, model);
    }
  }));
});

Deno.test("a page is the caller's own array and shows nothing that comes later", () => {
  const timeline = new Timeline<Entry>();
  for (const sequence of [1, 2, 3]) timeline.append({ sequence, text: "" });
  const page = timeline.newestPage(10);
  timeline.append({ sequence: 4, text: "" });
  timeline.evictOldest();
  page.pop();
  assertEquals(page.map((each) => each.sequence), [1, 2]);
  assertEquals(timeline.newestPage(10).map((each) => each.sequence), [2, 3, 4]);
});

Deno.test("append() refuses any sequence but the next", () => {
  const timeline = new Timeline<Entry>();
  timeline.append({ sequence: 1, text: "" });
  for (const sequence of [0, 1, 3, -1, NaN, 1.5]) {
    assertThrows(() => timeline.append({ sequence, text: "" }), RangeError);
  }
  assertEquals(timeline.size, 1);
});

Deno.test("prepend() refuses any sequence but the one before", () => {
  const timeline = new Timeline<Entry>(7);
  for (const sequence of [8, 6, 5, NaN]) {
    assertThrows(() => timeline.prepend({ sequence, text: "" }), RangeError);
  }
  timeline.prepend({ sequence: 7, text: "" });
  assertEquals([timeline.firstSequence, timeline.lastSequence], [7, 7]);
});

Deno.test("sequences go on after everything was evicted", () => {
  const timeline = new Timeline<Entry>();
  timeline.append({ sequence: 1, text: "a" });
  timeline.evictOldest();
  assertEquals(timeline.evictOldest(), undefined);
  assertEquals([timeline.firstSequence, timeline.lastSequence], [2, 1]);
  timeline.append({ sequence: 2, text: "b" });
  assertEquals(timeline.newestPage(9), [{ sequence: 2, text: "b" }]);
});

Deno.test("a timeline begins after the last sequence that it is told", () => {
  const timeline = new Timeline<Entry>(41);
  assertEquals([timeline.firstSequence, timeline.lastSequence], [42, 41]);
  timeline.append({ sequence: 42, text: "" });
  assertEquals(timeline.pageAfter(0, 9).length, 1);
});

Deno.test("a page costs its size and not what lies around it", () => {
  const timeline = new Timeline<Entry>();
  for (let sequence = 1; sequence <= 20_000; sequence++) {
    timeline.append({ sequence, text: "" });
  }
  const huge = Number.MAX_SAFE_INTEGER;
  assertEquals(timeline.pageAfter(huge, 100), []);
  assertEquals(timeline.pageBefore(huge, 2).map((each) => each.sequence), [
    19_999,
    20_000,
  ]);
  assertEquals(timeline.pageAfter(-huge, 1).map((each) => each.sequence), [1]);
});
