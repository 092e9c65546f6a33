import { useLayoutEffect, useRef, useState } from "preact/hooks";

interface AskingButtonProps {
  readonly label: string;
  readonly questions: readonly string[];
  readonly onSure: () => unknown;
}

/** A button that asks, question by question, before what cannot be undone. */
export function AskingButton(
  { label, questions, onSure }: AskingButtonProps,
): preact.JSX.Element {
  const [asked, setAsked] = useState(0);
  const focused = useFocus(asked);
  const question = questions[asked - 1];
  if (question === undefined) {
    return (
      <button
        ref={focused}
        type="button"
        class="danger"
        onClick={() => setAsked(1)}
      >
        {label}
      </button>
    );
  }
  const agree = () => {
    const isLast = asked === questions.length;
    setAsked(isLast ? 0 : asked + 1);
    if (isLast) onSure();
  };
  return (
    <span class="asking" role="group" aria-label={question}>
      <span>{question}</span>
      <button type="button" class="danger" onClick={agree}>
        Yes, {label.toLowerCase()}
      </button>
      <button ref={focused} type="button" onClick={() => setAsked(0)}>
        No
      </button>
    </span>
  );
}

/** Keeps whoever uses a keyboard where they are, as buttons come and go. */
function useFocus(asked: number) {
  const focused = useRef<HTMLButtonElement>(null);
  const before = useRef(asked);
  useLayoutEffect(() => {
    if (before.current !== asked) focused.current?.focus();
    before.current = asked;
  }, [asked]);
  return focused;
}
