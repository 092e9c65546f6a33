import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Message } from "../../src/client/mod.ts";
import type { MessageLog } from "../../src/client/store/mod.ts";
import { fit } from "./fit.ts";
import { refusalOf } from "./refusal.ts";

/** A field with what one said, to say it otherwise. */
export function EditForm({ message, log, onEnd }: {
  readonly message: Message;
  readonly log: MessageLog;
  readonly onEnd: () => void;
}): preact.JSX.Element {
  const [text, setText] = useState(message.content);
  const [problem, setProblem] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(text.length, text.length);
  }, []);
  useEffect(() => fit(field.current), [text]);
  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (text.trim() === "") return;
    try {
      if (text !== message.content) await log.edit(message.id, text);
      onEnd();
    } catch (error) {
      setProblem(refusalOf(error));
    }
  }
  return (
    <form class="edit" onSubmit={save}>
      <textarea
        ref={field}
        rows={1}
        aria-label="New text"
        dir="auto"
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") return onEnd();
          if (event.key !== "Enter" || event.shiftKey) return;
          if (!event.isComposing) void save(event);
        }}
      />
      <button type="submit">Save</button>
      <button type="button" class="plain" onClick={onEnd}>Cancel</button>
      {problem !== "" && <p class="problem" role="alert">{problem}</p>}
    </form>
  );
}
