import { Timeline } from "../../src/domain/timeline.ts";
import { quantile } from "./numbers.ts";

const ENTRIES = 100_000;
const PAGE = 50;
/** Pages in one round. */
const PAGES = 5000;

/** The result of one round of reading pages, in milliseconds per page. */
export interface PagesRound {
  readonly p50: number;
  readonly p99: number;
}

/** Reads pages at random places of a long timeline. */
export function measurePages(rounds: number): PagesRound[] {
  const timeline = new Timeline<{ sequence: number }>();
  for (let sequence = 1; sequence <= ENTRIES; sequence++) {
    timeline.append({ sequence });
  }
  return Array.from({ length: rounds }, () => {
    const times = Array.from({ length: PAGES }, () => timeOfPage(timeline));
    return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
  });
}

function timeOfPage(timeline: Timeline<{ sequence: number }>): number {
  const before = 1 + PAGE + Math.floor(Math.random() * (ENTRIES - PAGE));
  const started = performance.now();
  const { length } = timeline.pageBefore(before, PAGE);
  const time = performance.now() - started;
  if (length !== PAGE) throw new Error(`a page of ${length}`);
  return time;
}
