import { ActionForm } from "./action_form.tsx";
import type { AdminApi } from "./admin_api.ts";
import { type Advice, adviceOf } from "./advice.ts";
import type { TabProps } from "./console_view.tsx";
import { FIGURES } from "./figures.ts";
import { limitsOf } from "./limits.ts";
import { LimitsList } from "./limits_list.tsx";
import type { Metrics } from "./metrics.ts";
import { Plot } from "./plot.tsx";
import { Problem } from "./problem.tsx";
import { numberOf } from "./texts.ts";
import { useActions } from "./use_actions.tsx";
import { useLooks } from "./use_looks.ts";

/** How the service is: at a glance, in words, and in plots. */
export function OverviewTab({ api }: TabProps): preact.JSX.Element {
  const { looks, health, problem } = useLooks(api);
  const [before, now] = looks.slice(-2);
  const newest = now ?? before;
  return (
    <section aria-label="Overview">
      {problem !== undefined && <Problem text={problem} />}
      <Glance health={health} now={newest} />
      {before !== undefined && now !== undefined && (
        <NotWell advice={adviceOf(before, now)} health={health} />
      )}
      {newest !== undefined && <LimitsList limits={limitsOf(newest)} />}
      <div class="plots">
        {FIGURES.map((figure) => (
          <Plot key={figure.title} figure={figure} looks={looks} />
        ))}
      </div>
      <Broadcast api={api} />
    </section>
  );
}

/** What is counted at a glance. */
const FACTS: readonly (readonly [name: string, metric: string])[] = [
  ["users online", "gim_users_online"],
  ["connections", "gim_connections"],
  ["chatrooms online", "gim_chatrooms_online"],
  ["threads", "gim_threads"],
  ["requests waiting", "gim_requests_waiting"],
  ["hooks waiting", "gim_hooks_waiting"],
];

function Glance({ health, now }: {
  readonly health: string;
  readonly now: Metrics | undefined;
}): preact.JSX.Element {
  const version = now?.of("gim_build_info")[0]?.labels.version;
  const facts = FACTS
    .map(([name, metric]) => [name, now?.sum(metric) ?? NaN] as const)
    .filter(([, value]) => !Number.isNaN(value));
  return (
    <ul class="glance" aria-label="At a glance">
      <li class={health === "ready" ? "good" : "bad"}>
        <strong>{health}</strong>
        <span class="muted">
          {version === undefined ? "" : `GIM ${version}`}
        </span>
      </li>
      {facts.map(([name, value]) => (
        <li key={name}>
          <strong>{numberOf(value)}</strong> <span class="muted">{name}</span>
        </li>
      ))}
    </ul>
  );
}

function NotWell({ advice, health }: {
  readonly advice: readonly Advice[];
  readonly health: string;
}): preact.JSX.Element {
  if (advice.length === 0 && health === "ready") {
    return <p role="status" class="done">All is well.</p>;
  }
  return (
    <div role="status" aria-label="Not well">
      <ul class="advice">
        {advice.map(({ what, todo }) => (
          <li key={what}>
            <strong>{what}</strong> {todo}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Says something to everybody who is logged in. */
function Broadcast({ api }: { readonly api: AdminApi }): preact.JSX.Element {
  const { act, outcome } = useActions();
  return (
    <section aria-label="Broadcast">
      <h3>To everybody who is online</h3>
      <ActionForm
        label="Broadcast"
        onSubmit={(typed) =>
          act("It is said.", () =>
            api.change("POST", "/admin/broadcast", {
              content: typed("content"),
            }))}
      >
        <label>
          Announcement
          <input name="content" required autocomplete="off" />
        </label>
      </ActionForm>
      {outcome}
    </section>
  );
}
