import { floorOf } from "./contestants.ts";
import type { Measure } from "./measures.ts";
import { median, ratios } from "./numbers.ts";
import { FLOODED, HTTP_FLOODED, QUIET, STUCK } from "./scenarios.ts";
import { bestOf, type Line, spread, table, valuesOf } from "./sheet.ts";

/** A goal, judged on the medians. */
export interface Goal {
  /** A load's name in the sheet. */
  readonly title: string;
  readonly text: string;
  readonly measure: Measure;
  /**
   * Against whom; `best` of the peers, or the `floor` of its engine; without, the
   * value itself.
   */
  readonly of?: string;
  /** Of GIM with this engine only. */
  readonly engine?: Engine;
  /** Against GIM's own other load. */
  readonly than?: string;
  readonly isMet: (value: number) => boolean;
}

type Engine = "deno" | "node";

const PRIVATE = [1, 8].map((window) => `private, ${window} in flight each`);

/** GIM's goals. */
export const GOALS: readonly Goal[] = [
  ...PRIVATE.flatMap((title) => [
    atLeast(title, "sends", 0.85, "bare"),
    atLeast(title, "sends", 1, "ws"),
    atLeast(title, "sends", 2, "socket.io"),
  ]),
  ...PRIVATE.map((title) => atMostOfFloor(title, 1.25)),
  atMostOfFloor("private, 5000/s together", 1.3),
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
  { ...atMost("idle", "memory", 20), engine: "deno" },
  { ...atMost("idle", "memory", 13), engine: "node" },
  {
    ...atMost("idle, 15 s later", "memory", 1.1),
    than: "idle",
    text: "KiB/conn ≤ 1.1 of idle before",
  },
  ...[FLOODED, HTTP_FLOODED].map((title) => ({
    ...atMost(title, "p99", 1.5),
    than: QUIET,
    text: "p99 ≤ 1.5 of the quiet pair's alone",
  })),
  ...STUCK.map((title) => ({
    ...atMost(title, "memory", 20 * 1024 / 200),
    text: "under 20 MiB more for all 200",
    engine: "node" as const,
  })),
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

/** CPU time, against what only reads and writes on the same engine. */
function atMostOfFloor(title: string, share: number): Goal {
  const text = `cpu ≤ ${share} of the floor`;
  return { ...atMost(title, "cpu", share), text, of: "floor" };
}

/** The engine that a GIM of the sheet runs with, by its flags. */
function engineOf({ name }: Line): Engine {
  return name.includes("--gateway-engine=node") ? "node" : "deno";
}

function nameOf(of: string, gim: Line): string {
  return of === "floor" ? floorOf(engineOf(gim)) : of;
}

/** The goals of what was measured, in Markdown. */
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
  if (goal.engine !== undefined && goal.engine !== engineOf(gim)) return [];
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
    : peers.find(({ name }) => name === nameOf(of, gim));
  return other ? ratios(values, valuesOf(other.rounds, measure)) : [];
}
