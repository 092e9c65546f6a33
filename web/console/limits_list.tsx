import type { Limit } from "./limits.ts";
import { numberOf } from "./texts.ts";

/** Each limit with how much of it is used, and what to do where little is left. */
export function LimitsList(
  { limits }: { readonly limits: readonly Limit[] },
): preact.JSX.Element {
  return (
    <section aria-label="Limits">
      <h3>Limits</h3>
      <ul class="limits">
        {limits.map((limit) => <Row key={limit.name} limit={limit} />)}
      </ul>
    </section>
  );
}

function Row({ limit }: { readonly limit: Limit }): preact.JSX.Element {
  const { name, used, most, text, from, isNear, todo } = limit;
  const share = 100 * used / most;
  return (
    <li class={isNear ? "near" : ""}>
      <span>{name}</span>
      <span>
        <strong>{text(used)}</strong> of {text(most)}
      </span>
      <meter aria-label={name} min={0} max={most} value={Math.min(used, most)}>
        {numberOf(share)} %
      </meter>
      <span class="muted">{from}</span>
      <span class="muted">{share < 1 ? "under 1" : numberOf(share)} %</span>
      {isNear && <p>{todo}</p>}
    </li>
  );
}
