import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Message } from "../../../src/client/mod.ts";
import { Transcript } from "../../../src/client/store/transcript.ts";

const SENDER = { id: "ann", name: "Ann" };

/** The message with a number; ten of them share a millisecond. */
function message(number: number): Message {
  const id = `m${String(number).padStart(6, "0")}`;
  const created_at = Math.floor(number / 10);
  return {
    id,
    created_at,
    session_id: "1:room",
    sender: SENDER,
    category: "text",
    content: `${number}`,
    sequence: 0,
    status: 1,
  };
}

function range(from: number, to: number): Message[] {
  const length = Math.max(0, to - from);
  return Array.from({ length }, (_, index) => message(from + index));
}

function numbersIn(transcript: Transcript): number[] {
  return transcript.messages.map(({ content }) => Number(content));
}

/** A service with messages from 0, and who sees a part of them. */
class World {
  readonly transcript = new Transcript();
  #sent = 0;
  #isLoaded = false;

  /** Some messages are pushed; those before them are left out. */
  push(skipped: number, pushed: number): void {
    this.#sent += skipped;
    if (skipped > 0) {
      this.transcript.skip({ reason: "skipped", count: skipped });
    }
    for (const each of range(this.#sent, this.#sent + pushed)) {
      this.transcript.add(each);
    }
    this.#sent += pushed;
  }

  /** Messages that nobody tells of, until the newest page is read. */
  away(missed: number, page: number): void {
    this.#sent += missed;
    this.#merge(undefined, page);
    this.#isLoaded = true;
  }

  /** Reads a page before the oldest message that is known. */
  older(page: number): void {
    const [oldest] = this.transcript.messages;
    if (oldest !== undefined) this.#merge(Number(oldest.content), page);
  }

  /** Reads a page at the n-th gap; false where there is no gap. */
  fill(n: number, page: number): boolean {
    const { messages } = this.transcript;
    const gaps = messages.filter(({ id }) => this.transcript.gapBefore(id));
    const atEnd = this.transcript.gapBefore() === undefined ? 0 : 1;
    if (gaps.length + atEnd === 0) return false;
    const at = n % (gaps.length + atEnd);
    const before = gaps[at];
    this.#merge(before && Number(before.content), page);
    return true;
  }

  #merge(end: number | undefined, count: number): void {
    const before = end === undefined ? undefined : message(end).id;
    const to = end ?? this.#sent;
    const from = Math.max(0, to - count);
    const reachesStart = from === 0;
    this.transcript.merge(range(from, to), { before, reachesStart });
  }

  check(): void {
    const numbers = numbersIn(this.transcript);
    for (const [index, number] of numbers.entries()) {
      const above = numbers[index - 1];
      if (above === undefined) continue;
      assert(above < number, "in order, each once");
      const gap = this.transcript.gapBefore(message(number).id);
      assert(above === number - 1 || gap, `${above}, ${number} without a gap`);
    }
    const last = numbers.at(-1) ?? this.#sent - 1;
    if (!this.#isLoaded) return;
    assert(last === this.#sent - 1 || this.transcript.gapBefore(), "the end");
  }
}

const count = fc.nat(12);
const action = fc.oneof(
  fc.tuple(fc.constant("push" as const), count, count),
  fc.tuple(fc.constant("away" as const), count, fc.integer({ min: 1, max: 9 })),
  fc.tuple(fc.constant("older" as const), fc.integer({ min: 1, max: 9 })),
  fc.tuple(fc.constant("fill" as const), count, fc.integer({ min: 1, max: 9 })),
);

Deno.test("what is missing shows as a gap, whatever comes in which order", () => {
  fc.assert(fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
    const world = new World();
    for (const [name, first = 0, second = 0] of actions) {
      if (name === "push") world.push(first, second);
      else if (name === "away") world.away(first, second);
      else if (name === "older") world.older(first);
      else world.fill(first, second);
      world.check();
    }
    for (let n = 0; world.fill(n, 5); n++) {
      assert(n < 1000, "it goes on for ever");
    }
    const numbers = numbersIn(world.transcript);
    assertEquals(
      numbers,
      range(numbers[0] ?? 0, (numbers.at(-1) ?? -1) + 1)
        .map(({ content }) => Number(content)),
    );
  }));
});

Deno.test("a gap says how many are missing, and shrinks as it is filled", () => {
  const world = new World();
  const { transcript } = world;
  world.push(0, 2);
  world.push(30, 2);
  const gapBefore = (number: number) =>
    transcript.gapBefore(message(number).id)?.count;
  assertEquals(gapBefore(32), 30);
  world.fill(0, 20);
  assertEquals([gapBefore(32), gapBefore(12)], [undefined, 10]);
  world.fill(0, 20);
  assertEquals(numbersIn(transcript).length, 34);
  assertEquals(
    transcript.messages.some(({ id }) => transcript.gapBefore(id)),
    false,
  );
});

Deno.test("one's own message within a gap does not hide it", () => {
  const transcript = new Transcript();
  transcript.add(message(0));
  // The answer to a send comes before the push that leaves most out.
  transcript.add(message(20));
  transcript.skip({ reason: "skipped", count: 20 });
  for (const each of range(18, 21)) transcript.add(each);
  assertEquals(numbersIn(transcript), [0, 18, 19, 20]);
  assertEquals(transcript.gapBefore(message(18).id)?.count, 20);
});

Deno.test("a message is changed where it is, and one that is not there is none", () => {
  const transcript = new Transcript();
  for (const each of range(0, 3)) transcript.add(each);
  transcript.change(message(1).id, (each) => ({ ...each, status: 2 }));
  transcript.change(message(7).id, (each) => ({ ...each, status: 2 }));
  assertEquals(transcript.messages.map(({ status }) => status), [1, 2, 1]);
});

Deno.test("the oldest go, and what is lost is cut", () => {
  const transcript = new Transcript();
  for (const each of range(0, 10)) {
    transcript.add({ ...each, sequence: Number(each.content) + 1 });
  }
  transcript.trim(4);
  assertEquals(numbersIn(transcript), [6, 7, 8, 9]);
  transcript.trim(4);
  assertEquals(transcript.has(message(5).id), false);
  transcript.cut(9);
  assertEquals(numbersIn(transcript), [6, 7]);
});
