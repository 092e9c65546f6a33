import type { Typed } from "./action_form.tsx";

/** How long something holds, and why, as the server API is told it. */
export interface Terms {
  readonly seconds?: number;
  readonly reason?: string;
}

/** What was chosen and typed into {@linkcode TermsFields}. */
export function termsOf(typed: Typed): Terms {
  const seconds = typed("seconds");
  const given = seconds === "" ? {} : { seconds: Number(seconds) };
  return { ...given, ...reasonOf(typed) };
}

/** A reason where one was typed. */
export function reasonOf(typed: Typed): Pick<Terms, "reason"> {
  const reason = typed("reason");
  return reason === "" ? {} : { reason };
}

/** The durations that are offered, and why; none is for good. */
export function TermsFields(): preact.JSX.Element {
  return (
    <>
      <label>
        For
        <select name="seconds">
          <option value="600">10 minutes</option>
          <option value="3600">1 hour</option>
          <option value="86400">1 day</option>
          <option value="604800">1 week</option>
          <option value="">good</option>
        </select>
      </label>
      <ReasonField />
    </>
  );
}

/** Why; everybody it concerns may read it. */
export function ReasonField(): preact.JSX.Element {
  return (
    <label>
      Reason <span class="muted">optional</span>
      <input name="reason" maxLength={256} autocomplete="off" />
    </label>
  );
}
