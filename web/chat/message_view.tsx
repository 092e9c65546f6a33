import { useState } from "preact/hooks";
import type { MessageEntry, MessageLog } from "../../src/client/store/mod.ts";
import { Avatar } from "./avatar.tsx";
import { isRecalled, isRoom, timeOf } from "./format.ts";
import type { ChatSession } from "./session.ts";

interface MessageProps {
  readonly entry: MessageEntry;
  readonly log: MessageLog;
  readonly session: ChatSession;
}

/** One message, under its sender's name where another one came before. */
export function MessageView(
  props: MessageProps & { readonly isJoined: boolean },
): preact.JSX.Element {
  const { entry, isJoined, log, session } = props;
  const { message } = entry;
  const { sender, created_at } = message;
  const isOwn = sender.id === session.userId;
  const showsName = isRoom(log.id) && !isOwn && !isJoined;
  return (
    <div
      class={`message ${isOwn ? "own" : ""} ${
        isJoined ? "joined" : ""
      } ${entry.state}`}
    >
      {!isOwn && !isJoined && <Avatar id={sender.id} name={sender.name} />}
      <div class="bubble">
        <bdi class={showsName ? "sender" : "hidden"}>{sender.name}</bdi>
        <Content entry={entry} />
        <span class="meta">
          <time>{timeOf(created_at)}</time> <Progress {...props} />
        </span>
      </div>
      {isOwn && <Actions {...props} />}
    </div>
  );
}

/** A text of a user, which is never anything but a text. */
function Content(
  { entry: { message } }: Pick<MessageProps, "entry">,
): preact.JSX.Element {
  if (isRecalled(message)) return <em class="muted">Message taken back</em>;
  const { category, content } = message;
  return (
    <span class="content" dir="auto">
      {category !== "text" && <code class="category">{category}</code>}
      {content}
    </span>
  );
}

/** How far one's own message has got. */
function Progress({ entry, log, session }: MessageProps) {
  const { state, message } = entry;
  if (message.sender.id !== session.userId || isRecalled(message)) return null;
  if (state === "sending") return <span>sending…</span>;
  if (state === "failed") return null;
  const isRead = message.sequence > 0 && message.sequence <= log.peerRead;
  return isRead ? <span>Read</span> : <span class="hidden">stored</span>;
}

/** What one can do with one's own message. */
function Actions({ entry, log, session }: MessageProps) {
  const [problem, setProblem] = useState("");
  const { state, message, key, error } = entry;
  if (state === "failed") {
    return (
      <div class="actions shown">
        <span class="problem" role="alert">
          Not sent: {(error as Error).message}
        </span>
        <button type="button" onClick={() => log.retry(key)}>Try again</button>
        <button type="button" class="plain" onClick={() => log.discard(key)}>
          Discard
        </button>
      </div>
    );
  }
  if (state !== "stored" || !session.isNumbered || isRecalled(message)) {
    return null;
  }
  async function recall(): Promise<void> {
    const { session_id, id: message_id } = message;
    try {
      await session.client.recall({ session_id, message_id });
    } catch (refusal) {
      setProblem((refusal as Error).message);
    }
  }
  return (
    <div class={`actions ${problem === "" ? "" : "shown"}`}>
      {problem === ""
        ? (
          <button type="button" class="plain" onClick={recall}>
            Take back
          </button>
        )
        : <span class="problem" role="alert">{problem}</span>}
    </div>
  );
}
