import type { Numbered } from "../../src/nodes/delivery_order.ts";
import { Sequencer } from "../../src/nodes/sequencer.ts";
import { FakeClock } from "./fake_clock.ts";

/** The id of a message; a later life of the storage has a greater one. */
export function idOf(sequence: number, life = "a"): string {
  return `${life}${String(sequence).padStart(5, "0")}`;
}

/** A sequencer over a faked storage of so many messages. */
export function createBench(
  changes: {
    limit?: number;
    stored?: number;
    overtakes?: boolean;
    /** The first that is read where nothing is known. */
    first?: number;
  } = {},
) {
  const clock = new FakeClock();
  const { first = 1 } = changes;
  const got: number[] = [];
  const faults: unknown[] = [];
  /** How much was delivered of what came together. */
  const together: number[] = [];
  const item = (sequence: number): Numbered => ({
    sequence,
    id: idOf(sequence),
    deliver: () => got.push(sequence),
  });
  const storage = {
    stored: changes.stored ?? 0,
    /** The beginnings of ids, where they are others. */
    lives: {} as Record<number, string>,
    reads: 0,
    isGone: false,
    /** What a reading waits for, once it knows what it found. */
    answer: Promise.resolve(),
  };
  const sequencer = new Sequencer({
    clock,
    limit: changes.limit ?? 100,
    grace: 50,
    overtakes: changes.overtakes ?? false,
    fill: (_key, place) => {
      storage.reads++;
      if (storage.isGone) return Promise.reject(new Error("gone"));
      const { sequence, newest = "~" } = place ?? { sequence: first };
      const items = Array.from(
        { length: storage.stored },
        (_, at) => ({
          ...item(at + 1),
          id: idOf(at + 1, storage.lives[at + 1]),
        }),
      ).filter((each) => each.sequence >= sequence || each.id > newest);
      const filled = { items, last: storage.stored };
      return storage.answer.then(() => filled);
    },
    together: (run) => {
      const before = got.length;
      run();
      together.push(got.length - before);
    },
    onFault: (fault) => faults.push(fault),
  });
  const offer = (...sequences: number[]) =>
    sequences.forEach((each) => sequencer.offer("c", item(each)));
  const pass = async (ms: number) => {
    clock.advance(ms);
    for (let at = 0; at < 10; at++) await Promise.resolve();
  };
  const bench = { clock, got, faults, together, storage, sequencer };
  return { ...bench, item, offer, pass };
}

/** The storage has lost what it had after `kept`, and has others up to `end`. */
export function failOver(
  { storage }: ReturnType<typeof createBench>,
  { kept, end, life = "b" }: { kept: number; end: number; life?: string },
): void {
  for (let at = kept + 1; at <= end; at++) storage.lives[at] = life;
  storage.stored = end;
}
