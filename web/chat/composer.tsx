import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Message } from "../../src/client/mod.ts";
import type { Draft, MessageLog } from "../../src/client/store/mod.ts";
import { fit } from "./fit.ts";
import { snippet } from "./format.ts";
import { mentionsIn } from "./mentions.ts";
import type { ChatSession } from "./session.ts";
import { useTypingSignal } from "./use_typing_signal.ts";

type Priority = NonNullable<Draft["priority"]>;

interface ComposerProps {
  readonly log: MessageLog;
  readonly session: ChatSession;
  /** What one is about to reply to. */
  readonly replyTo: Message | undefined;
  readonly onReplyEnd: () => void;
  /** Is it a chatroom of which one is an admin? */
  readonly isAdmin: boolean;
}

/** A field to write in: Enter sends, Shift and Enter begin a new line. */
export function Composer(props: ComposerProps): preact.JSX.Element {
  const { log, session, replyTo, onReplyEnd, isAdmin } = props;
  const [text, setText] = useState("");
  const [priority, setPriority] = useState<Priority>("normal");
  const field = useRef<HTMLTextAreaElement>(null);
  const tellTyping = useTypingSignal(log.id, session);
  useLayoutEffect(() => {
    // On a phone that would cover half the screen with a keyboard.
    if (matchMedia("(hover: hover)").matches) field.current?.focus();
  }, []);
  useLayoutEffect(() => {
    if (replyTo !== undefined) field.current?.focus();
  }, [replyTo]);
  useEffect(() => fit(field.current), [text]);
  function send(event: Event): void {
    event.preventDefault();
    if (text.trim() === "") return;
    void log.send(draftOf(text, priority, props));
    setText("");
    setPriority("normal");
    onReplyEnd();
  }
  return (
    <>
      {replyTo !== undefined && (
        <ReplyLine message={replyTo} onEnd={onReplyEnd} />
      )}
      <form class="composer" onSubmit={send}>
        <textarea
          ref={field}
          rows={1}
          aria-label="Message"
          placeholder="Message"
          dir="auto"
          value={text}
          onInput={({ currentTarget: { value } }) => {
            setText(value);
            if (value.trim() !== "") tellTyping();
          }}
          onKeyDown={(event) => {
            if (event.key === "Escape") return onReplyEnd();
            if (event.key !== "Enter" || event.shiftKey) return;
            // It ends the choice of a word in some languages.
            if (!event.isComposing) send(event);
          }}
        />
        {isAdmin && (
          <PriorityChoice priority={priority} onChoice={setPriority} />
        )}
        <button type="submit" class="primary">Send</button>
      </form>
    </>
  );
}

/** What is sent of what is written. */
function draftOf(
  content: string,
  priority: Priority,
  { replyTo, isAdmin }: ComposerProps,
): Draft {
  const mentions = mentionsIn(content, isAdmin);
  const isRanked = isAdmin && priority !== "normal";
  return {
    content,
    ...replyTo === undefined ? {} : { reply_to: replyTo.id },
    ...mentions === undefined ? {} : { mentions },
    ...isRanked ? { priority } : {},
  };
}

function ReplyLine({ message, onEnd }: {
  readonly message: Message;
  readonly onEnd: () => void;
}): preact.JSX.Element {
  return (
    <p class="reply-line">
      <span>
        Reply to <bdi class="quoted">{message.sender.name}</bdi>:{" "}
        <bdi>{snippet(message)}</bdi>
      </span>
      <button
        type="button"
        class="plain"
        onClick={onEnd}
        aria-label="Do not reply"
      >
        ✕
      </button>
    </p>
  );
}

const PRIORITIES: readonly Priority[] = ["low", "normal", "high"];

/** What a busy chatroom leaves out first, and what last. */
function PriorityChoice({ priority, onChoice }: {
  readonly priority: Priority;
  readonly onChoice: (priority: Priority) => void;
}): preact.JSX.Element {
  return (
    <select
      aria-label="Priority"
      value={priority}
      onChange={({ currentTarget }) =>
        onChoice(currentTarget.value as Priority)}
    >
      {PRIORITIES.map((each) => <option key={each}>{each}</option>)}
    </select>
  );
}
