import { flamegraph } from "d3-flame-graph";
import { select } from "d3-selection";
import { useEffect, useRef } from "preact/hooks";
import type { Frame } from "./profile.ts";
import { numberOf } from "./texts.ts";

/** Functions that are told in words beside the graph. */
const TOLD = 15;

/** Where the time or the memory goes: the wider, the more. */
export function FlameGraph({ root }: { readonly root: Frame }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = place;
    if (current === null) return;
    const chart = flamegraph()
      .width(current.clientWidth)
      .cellHeight(18)
      .minFrameSize(2)
      .tooltip(false);
    select(current).datum(plain(root)).call(chart);
    return () => {
      chart.destroy();
      current.replaceChildren();
    };
  }, [root]);
  return (
    <>
      <div
        ref={place}
        class="flame"
        role="img"
        aria-label={`Flame graph of ${root.name}`}
      />
      <h3>Most of it, in the function itself</h3>
      <ol class="own">
        {ownOf(root).map(([name, share]) => (
          <li key={name}>
            {numberOf(share * 100)} % <code>{name}</code>
          </li>
        ))}
      </ol>
    </>
  );
}

/**
 * The tree with names in which nothing is markup: the package writes them as
 * such.
 */
function plain({ name, value, children }: Frame): Frame {
  return {
    name: name.replace(/[<>&]/g, " "),
    value,
    children: children.map(plain),
  };
}

/** The functions with the most of their own, and what share that is. */
function ownOf(root: Frame): [string, number][] {
  const own = new Map<string, number>();
  const visit = ({ name, value, children }: Frame) => {
    const below = children.reduce((sum, each) => sum + each.value, 0);
    own.set(name, (own.get(name) ?? 0) + value - below);
    children.forEach(visit);
  };
  root.children.forEach(visit);
  return [...own]
    .sort(([, a], [, b]) => b - a)
    .slice(0, TOLD)
    .map(([name, value]) => [name, value / (root.value || 1)]);
}
