import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";

/** What was typed into a field; empty: nothing. */
export type Typed = (field: string) => string;

/**
 * Fields and a button in a line: what an action needs to know. What was typed
 * stays until the action has succeeded.
 */
export function ActionForm({ label, children, keeps = false, onSubmit }: {
  readonly label: string;
  readonly children?: ComponentChildren;
  /** Does what was typed stay then, too, as it shows what is there? */
  readonly keeps?: boolean;
  /** Settles with whether it has succeeded. */
  readonly onSubmit: (typed: Typed) => Promise<boolean>;
}): preact.JSX.Element {
  const isUnderWay = useRef(false);
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    const form = event.currentTarget as HTMLFormElement;
    const given = new FormData(form);
    const succeeded = await onSubmit((field) =>
      String(given.get(field) ?? "").trim()
    );
    isUnderWay.current = false;
    if (succeeded && !keeps) form.reset();
  }
  return (
    <form class="line" onSubmit={submit}>
      {children}
      <button type="submit">{label}</button>
    </form>
  );
}
