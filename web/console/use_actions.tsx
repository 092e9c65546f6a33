import { useState } from "preact/hooks";
import { textOf } from "./texts.ts";

/**
 * Runs an action; `done` is said when it has succeeded. Settles with whether it
 * has, and never rejects.
 */
export type Act = (
  done: string,
  action: () => Promise<unknown>,
) => Promise<boolean>;

interface Said {
  readonly text: string;
  readonly isGood: boolean;
}

/** Does what an operator asks for, and says how it went. */
export function useActions(onDone: () => void = () => {}): {
  readonly act: Act;
  /** What became of the last one. */
  readonly outcome: preact.JSX.Element;
  /** How many have succeeded: what is shown may be old after each. */
  readonly changes: number;
} {
  const [said, setSaid] = useState<Said>();
  const [changes, setChanges] = useState(0);
  const act: Act = async (done, action) => {
    setSaid(undefined);
    try {
      await action();
    } catch (error) {
      setSaid({ text: textOf(error), isGood: false });
      return false;
    }
    setSaid({ text: done, isGood: true });
    setChanges((count) => count + 1);
    onDone();
    return true;
  };
  return { act, outcome: <Outcome said={said} />, changes };
}

function Outcome({ said }: { readonly said: Said | undefined }) {
  if (said === undefined) return <p role="status" />;
  return said.isGood
    ? <p role="status" class="done">{said.text}</p>
    : <p role="alert" class="problem">{said.text}</p>;
}
