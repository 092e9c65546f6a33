import { part } from "./admin_api.ts";
import type { TabProps } from "./console_view.tsx";
import { Problem } from "./problem.tsx";
import { Table } from "./table.tsx";
import { numberOf, timeOf } from "./texts.ts";
import { useActions } from "./use_actions.tsx";
import { useReading } from "./use_reading.ts";

/** Milliseconds until what waits is read again. */
const REFRESH = 3000;
/** The oldest that are shown. */
const COUNT = 100;

interface WaitingEvent {
  readonly id: string;
  readonly type: string;
  readonly created_at: number;
  readonly attempts: number;
  readonly next_at: number;
  /** What the last try was answered with. */
  readonly last_error?: string;
}

interface Waiting {
  readonly items: readonly WaitingEvent[];
  readonly waiting: number;
  /** Since when the oldest could have been told. */
  readonly oldest?: number;
  readonly dropped: number;
}

/** What the back end is still to be told, and why it has not been. */
export function HooksTab({ api }: TabProps): preact.JSX.Element {
  const { value, problem, again } = useReading(
    () => api.get<Waiting>("/admin/hooks", { count: COUNT }),
    [api],
    REFRESH,
  );
  const { act, outcome } = useActions(again);
  const retry = ({ id, type }: WaitingEvent) =>
    act(
      `${type} is sent again.`,
      () => api.change("POST", `/admin/hooks/${part(id)}/retry`, {}),
    );
  if (value === undefined) {
    return problem === undefined
      ? <p class="muted" role="status">Reading…</p>
      : <Problem text={problem} />;
  }
  return (
    <section aria-label="Hooks">
      {problem !== undefined && <Problem text={problem} />}
      <p>
        {value.waiting === 0
          ? "Nothing waits."
          : `${numberOf(value.waiting)} events wait, the oldest since ${
            timeOf(value.oldest)
          }.`}
        {value.dropped > 0 && ` ${numberOf(value.dropped)} were dropped.`}
      </p>
      {outcome}
      <Table<WaitingEvent>
        name="Events that wait"
        columns={["Event", "Of", "Tries", "Next", "Last answer", ""]}
        items={value.items}
        row={(each) => (
          <tr key={each.id}>
            <th scope="row">{each.type}</th>
            <td>{timeOf(each.created_at)}</td>
            <td>{each.attempts}</td>
            <td>{timeOf(each.next_at)}</td>
            <td class="answer">{each.last_error ?? ""}</td>
            <td>
              <button type="button" onClick={() => retry(each)}>
                Send again
              </button>
            </td>
          </tr>
        )}
      />
    </section>
  );
}
