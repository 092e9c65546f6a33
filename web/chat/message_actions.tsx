import { useState } from "preact/hooks";
import type { Message } from "../../src/client/mod.ts";
import type { MessageEntry, MessageLog } from "../../src/client/store/mod.ts";
import { refusalOf } from "./refusal.ts";
import type { ChatSession } from "./session.ts";

/** What is under way with a message. */
export type Mode = "edit" | "react" | undefined;

/** What one can do with a message. */
export function MessageActions({ message, session, mode, onMode, onReply }: {
  readonly message: Message;
  readonly session: ChatSession;
  readonly mode: Mode;
  readonly onMode: (mode: Mode) => void;
  readonly onReply: (message: Message) => void;
}): preact.JSX.Element {
  const [problem, setProblem] = useState("");
  const [isOpen, setOpen] = useState(false);
  const isOwn = message.sender.id === session.userId;
  async function recall(): Promise<void> {
    const { session_id, id: message_id } = message;
    try {
      await session.client.recall({ session_id, message_id });
    } catch (refusal) {
      setProblem(refusalOf(refusal));
    }
  }
  const button = (text: string, act: () => unknown, isPressed?: boolean) => (
    <button
      type="button"
      class="plain"
      aria-expanded={isPressed}
      onClick={() => {
        setOpen(false);
        act();
      }}
    >
      {text}
    </button>
  );
  return (
    <>
      <button
        type="button"
        class="plain more"
        aria-label="More"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        ⋯
      </button>
      <div class={`actions ${isOpen ? "open" : ""}`}>
        {button("Reply", () => onReply(message))}
        {session.isNumbered && (
          button(
            "React",
            () => onMode(mode === "react" ? undefined : "react"),
            mode === "react",
          )
        )}
        {session.isNumbered && isOwn && (
          <>
            {button("Edit", () => onMode("edit"))}
            {button("Take back", recall)}
          </>
        )}
      </div>
      {problem !== "" && <span class="problem" role="alert">{problem}</span>}
    </>
  );
}

/** What one can do with a message that could not be sent. */
export function FailedActions({ entry: { key, error }, log }: {
  readonly entry: MessageEntry;
  readonly log: MessageLog;
}): preact.JSX.Element {
  return (
    <div class="actions shown">
      <span class="problem" role="alert">
        Not sent: {refusalOf(error)}
      </span>
      <button type="button" onClick={() => log.retry(key)}>Try again</button>
      <button type="button" class="plain" onClick={() => log.discard(key)}>
        Discard
      </button>
    </div>
  );
}
