import { useState } from "preact/hooks";
import { refusalOf } from "./refusal.ts";

/** A field and its button. */
export function OneField({ label, action, onSubmit }: {
  readonly label: string;
  readonly action: string;
  /** What it throws is shown. */
  readonly onSubmit: (value: string) => void | Promise<void>;
}): preact.JSX.Element {
  const [value, setValue] = useState("");
  const [problem, setProblem] = useState("");
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    try {
      await onSubmit(value.trim());
      setValue("");
      setProblem("");
    } catch (error) {
      setProblem(refusalOf(error));
    }
  }
  return (
    <form class="one-field" onSubmit={submit}>
      <IdInput label={label} value={value} onValue={setValue} />
      <button type="submit">{action}</button>
      {problem !== "" && <p class="problem" role="alert">{problem}</p>}
    </form>
  );
}

/** A field for an id. */
export function IdInput({ label, value, onValue }: {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
}): preact.JSX.Element {
  return (
    <input
      aria-label={label}
      placeholder={label}
      value={value}
      required
      autocomplete="off"
      autocapitalize="off"
      spellcheck={false}
      onInput={({ currentTarget }) => onValue(currentTarget.value)}
    />
  );
}
