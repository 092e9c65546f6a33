import { type Measure, MEASURES, type Round } from "./measures.ts";
import { median, ratios } from "./numbers.ts";

/** One line of the sheet: a contestant's rounds of one load. */
export interface Line {
  readonly title: string;
  readonly name: string;
  readonly isGim: boolean;
  readonly rounds: readonly Round[];
}

const COLUMNS = Object.keys(MEASURES) as Measure[];
/** The compared measures: of the first more is better, of the others less. */
const COMPARED = [
  "sends",
  "deliveries",
  "p50",
  "p99",
  "cpu",
  "redis",
  "memory",
] as const;
const MORE_IS_BETTER: ReadonlySet<Measure> = new Set(["sends", "deliveries"]);

/** The sheet in Markdown: medians of the rounds. */
export function formatSheet(lines: readonly Line[]): string {
  const head = ["load", "server", ...COLUMNS.map((m) => MEASURES[m].title)];
  const rows = lines.map(({ title, name, rounds }) => [
    title,
    name,
    ...COLUMNS.map((measure) => cell(measure, valuesOf(rounds, measure))),
  ]);
  return table(head, rows);
}

/**
 * How GIM compares, in Markdown: with the best of its peers, with each of them,
 * and with the GIMs of other checkouts. Each is the median of the rounds'
 * ratios, with the lowest and the highest.
 */
export function formatRatios(
  lines: readonly Line[],
  others: readonly string[],
): string {
  const head = ["load", "server", "measured", "best peer", "of the best"];
  const rows = lines
    .filter(({ isGim, name }) => isGim && !others.includes(name))
    .flatMap((gim) => {
      const beside = lines.filter((each) =>
        each !== gim && each.title === gim.title
      );
      return COMPARED.flatMap((measure) =>
        compare(gim, beside, measure, others)
      );
    });
  return table([...head, ...others.map((name) => `of ${name}`)], rows);
}

/** No row if GIM or the other has not measured it. */
function compare(
  gim: Line,
  beside: readonly Line[],
  measure: Measure,
  others: readonly string[],
): string[][] {
  const best = bestOf(beside.filter(({ isGim }) => !isGim), measure);
  const values = valuesOf(gim.rounds, measure);
  const against = (other: Line | undefined) =>
    spread(ratios(values, other ? valuesOf(other.rounds, measure) : []));
  const cells = others.map((name) =>
    against(beside.find((each) => each.name === name))
  );
  if (best === undefined && cells.every((cell) => cell === "–")) return [];
  return [[
    ...[gim.title, gim.name, MEASURES[measure].title],
    ...[best?.name ?? "–", against(best), ...cells],
  ]];
}

/** The best of the lines by the median, if any measured it. */
export function bestOf(
  lines: readonly Line[],
  measure: Measure,
): Line | undefined {
  const sign = MORE_IS_BETTER.has(measure) ? -1 : 1;
  return lines
    .map((line) => ({ line, values: valuesOf(line.rounds, measure) }))
    .filter(({ values }) => values.length > 0)
    .toSorted((a, b) => sign * (median(a.values) - median(b.values)))[0]?.line;
}

/** The rounds' values of one measure. */
export function valuesOf(
  rounds: readonly Round[],
  measure: Measure,
): number[] {
  return rounds.flatMap((round) => {
    const value = round[measure];
    return value === undefined || value === null ? [] : [value];
  });
}

/** A table in Markdown. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  return [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

/** The median and the range: `0.62 (0.55–0.64)`. */
export function spread(values: readonly number[]): string {
  if (values.length === 0) return "–";
  const [lowest, middle, highest] = [
    Math.min(...values),
    median(values),
    Math.max(...values),
  ].map((value) => value.toFixed(2));
  return `${middle} (${lowest}–${highest})`;
}

function cell(measure: Measure, values: readonly number[]): string {
  if (values.length === 0) return "–";
  return median(values).toFixed(MEASURES[measure].digits);
}
