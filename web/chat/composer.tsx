import { useEffect, useRef, useState } from "preact/hooks";

/** A field to write in: Enter sends, Shift and Enter begin a new line. */
export function Composer(
  { onSend }: { readonly onSend: (content: string) => void },
): preact.JSX.Element {
  const [text, setText] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    // On a phone that would cover half the screen with a keyboard.
    if (matchMedia("(hover: hover)").matches) field.current?.focus();
  }, []);
  useEffect(() => fit(field.current), [text]);
  function send(event: Event): void {
    event.preventDefault();
    if (text.trim() === "") return;
    onSend(text);
    setText("");
  }
  return (
    <form class="composer" onSubmit={send}>
      <textarea
        ref={field}
        rows={1}
        aria-label="Message"
        placeholder="Message"
        dir="auto"
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey) return;
          // It ends the choice of a word in some languages.
          if (!event.isComposing) send(event);
        }}
      />
      <button type="submit" class="primary">Send</button>
    </form>
  );
}

/** As high as what is written; a rule of the sheet bounds it. */
function fit(field: HTMLTextAreaElement | null): void {
  if (field === null) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}
