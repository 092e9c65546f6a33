import { median } from "./numbers.ts";

/** What is to be reached, judged on the medians. */
export interface Goal {
  readonly text: string;
  readonly isMet: (medians: { gim: number; ratio: number }) => boolean;
}

/** One line of the table: what was measured in each round. */
export interface Row {
  readonly scenario: string;
  /** What was measured. */
  readonly label: string;
  readonly unit: string;
  /** Digits after the point. */
  readonly digits: number;
  readonly gim: readonly number[];
  /** In the order of `gim`: the round beside. Empty where none is. */
  readonly bare: readonly number[];
  readonly goal?: Goal;
}

/** At least this share of the bare server's. */
export function atLeast(share: number): Goal {
  return {
    text: `≥ ${share * 100} % of bare`,
    isMet: ({ ratio }) => ratio >= share,
  };
}

/** At most this share of the bare server's. */
export function atMost(share: number): Goal {
  return {
    text: `≤ ${share * 100} % of bare`,
    isMet: ({ ratio }) => ratio <= share,
  };
}

/** Less than so many. */
export function below(limit: number, unit: string): Goal {
  return { text: `< ${limit} ${unit}`, isMet: ({ gim }) => gim < limit };
}

const HEAD = [
  "scenario",
  "measured",
  "unit",
  "GIM",
  "bare",
  "GIM / bare",
  "goal",
  "met",
];

/** The table in Markdown: medians, with the lowest and the highest round. */
export function formatTable(rows: readonly Row[]): string {
  const lines = [HEAD, HEAD.map(() => "---"), ...rows.map(cells)];
  return lines.map((line) => `| ${line.join(" | ")} |`).join("\n");
}

function cells(
  { scenario, label, unit, digits, gim, bare, goal }: Row,
): string[] {
  const ratios = gim.flatMap((value, round) => {
    const beside = bare[round];
    return beside ? [value / beside] : [];
  });
  const medians = { gim: median(gim), ratio: median(ratios) };
  const met = goal === undefined ? "" : goal.isMet(medians) ? "yes" : "no";
  return [
    scenario,
    label,
    unit,
    spread(gim, digits),
    spread(bare, digits),
    unit === "%" ? "–" : spread(ratios, 2),
    goal?.text ?? "",
    met,
  ];
}

function spread(values: readonly number[], digits: number): string {
  if (values.length === 0) return "–";
  const format = (value: number) => value.toFixed(digits);
  const lowest = format(Math.min(...values));
  const highest = format(Math.max(...values));
  return `${format(median(values))} (${lowest}–${highest})`;
}
