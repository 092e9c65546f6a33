import type { Measure } from "./measures.ts";
import { median, ratios } from "./numbers.ts";
import { bestOf, type Line, spread, table, valuesOf } from "./sheet.ts";

/** A goal, judged on the medians. */
export interface Goal {
  /** A load's name in the sheet. */
  readonly title: string;
  readonly text: string;
  readonly measure: Measure;
  /**
   * Compared with this peer; `best` of the peers; without it, the value itself.
   */
  readonly of?: string;
  /** Compared with another load of GIM. */
  readonly than?: string;
  readonly isMet: (value: number) => boolean;
}

const PRIVATE = [1, 8].map((window) => `private, ${window} in flight each`);

/** GIM's goals. */
export const GOALS: readonly Goal[] = [
  ...PRIVATE.flatMap((title) => [
    atLeast(title, "sends", 0.85, "bare"),
    atLeast(title, "sends", 1, "ws"),
    atLeast(title, "sends", 2, "socket.io"),
  ]),
  atMost("private over Redis, 1 in flight each", "cpu", 70),
  atMost("private over Redis, 8 in flight each", "cpu", 70),
  atMost("room of 1000, 200 messages/s", "lost", 0),
  atMost("room of 1000, 200 messages/s", "p99", 150),
  {
    ...atMost("room of 1000, 200 messages/s", "cpu", 0.2),
    of: "best",
    text: "CPU µs ≤ 0.2 of the best peer",
  },
  {
    title: "room of 1000, 1000 messages/s",
    text: "a million deliveries asked for in a second",
    measure: "sends",
    isMet: (value) => value >= 999,
  },
  atMost("room of 1000, 1000 messages/s", "lost", 0),
  atMost("room of 1000, 1000 messages/s", "p99", 150),
  atMost("room of 1000, 1000 messages/s", "cpu", 0.5),
  atMost("private beside the room below", "p99", 10),
  atMost("private beside the rooms below", "p99", 10),
  atMost("idle", "memory", 20),
  {
    ...atMost("idle, 15 s later", "memory", 1.1),
    than: "idle",
    text: "KiB/conn ≤ 1.1 of idle before",
  },
];

function atLeast(
  title: string,
  measure: Measure,
  share: number,
  of: string,
): Goal {
  const text = `${measure} ≥ ${share} of ${of}`;
  return { title, text, measure, of, isMet: (value) => value >= share };
}

function atMost(title: string, measure: Measure, limit: number): Goal {
  const text = `${measure} ≤ ${limit}`;
  return { title, text, measure, isMet: (value) => value <= limit };
}

/** The goals of the measured loads, in Markdown. */
export function formatGoals(
  lines: readonly Line[],
  goals: readonly Goal[] = GOALS,
): string {
  const rows = goals.flatMap((goal) =>
    lines
      .filter(({ isGim, title }) => isGim && title === goal.title)
      .flatMap((gim) => judged(goal, gim, lines))
  );
  return table(["load", "server", "goal", "reached", "met"], rows);
}

function judged(goal: Goal, gim: Line, lines: readonly Line[]): string[][] {
  const values = reachedBy(goal, gim, lines);
  if (values.length === 0) return [];
  const met = goal.isMet(median(values)) ? "yes" : "no";
  return [[goal.title, gim.name, goal.text, spread(values), met]];
}

function reachedBy(
  { title, measure, of, than }: Goal,
  gim: Line,
  lines: readonly Line[],
): number[] {
  const values = valuesOf(gim.rounds, measure);
  if (than !== undefined) {
    const own = lines.find((each) =>
      each.title === than && each.name === gim.name
    );
    return own ? ratios(values, valuesOf(own.rounds, measure)) : [];
  }
  if (of === undefined) return values;
  const peers = lines.filter((each) => !each.isGim && each.title === title);
  const other = of === "best"
    ? bestOf(peers, measure)
    : peers.find(({ name }) => name === of);
  return other ? ratios(values, valuesOf(other.rounds, measure)) : [];
}
