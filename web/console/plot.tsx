import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import type { Figure } from "./figures.ts";
import type { Looks } from "./history.ts";

const HEIGHT = 130;
/** Names of custom properties in the style sheet, which knows light and dark. */
const COLOURS = ["--accent", "--good", "--warn", "--bad", "--muted"];

/** The values of a figure over time, newest at the right. */
export function Plot({ figure, looks }: {
  readonly figure: Figure;
  readonly looks: Looks;
}): preact.JSX.Element | null {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const names = looks.length === 0
    ? []
    : figure.lines(looks.at(-1)!).map(({ name }) => name);
  const shape = names.join("\n");
  useEffect(() => {
    if (place.current === null || names.length === 0) return;
    const made = create(figure, names, place.current);
    plot.current = made;
    const observer = new ResizeObserver(([entry]) => {
      const width = entry?.contentRect.width ?? 0;
      if (width > 0) made.setSize({ width, height: HEIGHT });
    });
    observer.observe(place.current);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [shape]);
  const hasNothing = looks.length > 0 && names.length === 0;
  const data = dataOf(figure, looks);
  useEffect(() => plot.current?.setData(data), [looks, shape]);
  if (hasNothing) return null;
  return (
    <figure>
      <figcaption>{figure.title}</figcaption>
      <div ref={place} aria-hidden="true" />
      <Legend figure={figure} data={data} names={names} />
    </figure>
  );
}

/** The newest values, for those who cannot see the lines, too. */
function Legend({ figure, data, names }: {
  readonly figure: Figure;
  readonly data: uPlot.AlignedData;
  readonly names: readonly string[];
}): preact.JSX.Element {
  return (
    <ul class="legend">
      {names.map((name, at) => {
        const value = data[at + 1]?.at(-1);
        return (
          <li key={name} class={`line-${at % COLOURS.length}`}>
            {name}: <strong>{figure.text(value ?? NaN)}</strong>
          </li>
        );
      })}
    </ul>
  );
}

function create(
  figure: Figure,
  names: readonly string[],
  place: HTMLElement,
): uPlot {
  const line = { stroke: colourOf("--line", place), width: 1 };
  const axis = {
    stroke: colourOf("--muted", place),
    grid: line,
    ticks: line,
  };
  return new uPlot(
    {
      width: Math.max(place.clientWidth, 100),
      height: HEIGHT,
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false },
        y: { range: (_, _min, max) => [0, max || 1] },
      },
      axes: [
        { ...axis, values: (_, ticks) => ticks.map((tick) => `${tick} s`) },
        {
          ...axis,
          size: 70,
          values: (_, ticks) => ticks.map((tick) => figure.text(tick)),
        },
      ],
      series: [
        {},
        ...names.map((name, at) => ({
          label: name,
          stroke: colourOf(COLOURS[at % COLOURS.length] ?? "", place),
          points: { show: false },
          width: 2,
          spanGaps: true,
        })),
      ],
    },
    [[], ...names.map(() => [])],
    place,
  );
}

/** A colour of the style sheet as a canvas takes it: one of light and dark. */
function colourOf(property: string, place: HTMLElement): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${property})`;
  place.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** Seconds before the newest look, and each line's values. */
function dataOf(figure: Figure, looks: Looks): uPlot.AlignedData {
  const newest = looks.at(-1);
  if (newest === undefined) return [[]];
  const pairs = looks.slice(1).map((now, at) => [looks[at]!, now] as const);
  const times = pairs.map(([, { at }]) => Math.round((at - newest.at) / 1000));
  const lines = figure.lines(newest).map(({ value }) =>
    pairs.map(([before, now]) => {
      const found = value(before, now);
      return Number.isFinite(found) ? found : null;
    })
  );
  return [times, ...lines];
}
