import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** What stands beside a conversation until it is closed. */
export function Panel({ name, title = name, onClose, children }: {
  /** What it is called to a screen reader. */
  readonly name: string;
  readonly title?: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}): preact.JSX.Element {
  const close = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => close.current?.focus(), []);
  return (
    <aside
      class="panel"
      aria-label={name}
      onKeyDown={({ key }) => key === "Escape" && onClose()}
    >
      <header>
        <h2>{title}</h2>
        <button
          ref={close}
          type="button"
          class="plain"
          onClick={onClose}
          aria-label="Close"
        >
          ✕
        </button>
      </header>
      {children}
    </aside>
  );
}
