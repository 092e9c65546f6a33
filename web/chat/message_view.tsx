import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Message } from "../../src/client/mod.ts";
import type { MessageEntry, MessageLog } from "../../src/client/store/mod.ts";
import { Avatar } from "./avatar.tsx";
import { EditForm } from "./edit_form.tsx";
import { isRecalled, isRoom, momentOf, timeOf } from "./format.ts";
import { elementIdOf } from "./jump.ts";
import { calls, partsOf } from "./mentions.ts";
import {
  FailedActions,
  MessageActions,
  type Mode,
} from "./message_actions.tsx";
import { QuoteView } from "./quote_view.tsx";
import { ReactionChips, ReactionChoice } from "./reactions_view.tsx";
import type { ChatSession } from "./session.ts";

/** The first of what one can do with a message. */
const FIRST = ".more, .actions button:first-child";

/** What a message is shown with. */
export interface MessageProps {
  readonly entry: MessageEntry;
  readonly log: MessageLog;
  readonly session: ChatSession;
  /** What it replies to, where that is in the log. */
  readonly quoted: Message | undefined;
  /** May the history have what it replies to? */
  readonly mayBeFound: boolean;
  readonly onReply: (message: Message) => void;
}

/** One message, under its sender's name where another one came before. */
export function MessageView(
  props: MessageProps & { readonly isJoined: boolean },
): preact.JSX.Element {
  const { entry, isJoined, log, session, onReply } = props;
  const [mode, setMode] = useState<Mode>();
  const frame = useRef<HTMLDivElement>(null);
  const { message, state } = entry;
  const { sender } = message;
  const isOwn = sender.id === session.userId;
  const isCalled = !isOwn && calls(message.mentions, session.userId);
  const isOpen = state === "stored" && !isRecalled(message);
  const showsName = isRoom(log.id) && !isOwn && !isJoined;
  const kinds = [
    ["own", isOwn],
    ["joined", isJoined],
    ["called", isCalled],
    [state, true],
  ].flatMap(([kind, is]) => is ? kind : []);
  const end = () => setMode(undefined);
  useFocusAfter(mode, frame);
  return (
    <div
      ref={frame}
      id={elementIdOf(message.id)}
      class={`message ${kinds.join(" ")}`}
    >
      {!isOwn && !isJoined && <Avatar id={sender.id} name={sender.name} />}
      <div class="bubble">
        <bdi class={showsName ? "sender" : "hidden"}>{sender.name}</bdi>
        <Quote {...props} />
        {isOpen && mode === "edit"
          ? <EditForm message={message} log={log} onEnd={end} />
          : <Content message={message} userId={session.userId} />}
        <Meta {...props} />
        {isOpen && (
          <ReactionChips message={message} log={log} session={session} />
        )}
        {isOpen && mode === "react" && (
          <ReactionChoice message={message} log={log} onEnd={end} />
        )}
      </div>
      {state === "failed" && <FailedActions entry={entry} log={log} />}
      {isOpen && mode !== "edit" && (
        <MessageActions
          message={message}
          session={session}
          mode={mode}
          onMode={setMode}
          onReply={onReply}
        />
      )}
    </div>
  );
}

/** What had the focus is gone when something is over. */
function useFocusAfter(
  mode: Mode,
  frame: RefObject<HTMLElement | null>,
): void {
  const last = useRef<Mode>(undefined);
  useLayoutEffect(() => {
    if (mode === undefined && last.current !== undefined) {
      // One of them is shown: which depends on the screen.
      for (const each of frame.current?.querySelectorAll(FIRST) ?? []) {
        (each as HTMLElement).focus();
      }
    }
    last.current = mode;
  }, [mode]);
}

function Quote({ entry: { message }, ...rest }: MessageProps) {
  const { reply_to } = message;
  if (reply_to === undefined || isRecalled(message)) return null;
  return <QuoteView id={reply_to} {...rest} />;
}

/** A text of a user, which is never anything but a text. */
function Content({ message, userId }: {
  readonly message: Message;
  readonly userId: string;
}): preact.JSX.Element {
  if (isRecalled(message)) return <em class="muted">Message taken back</em>;
  const { category, content, mentions = [] } = message;
  return (
    <span class="content" dir="auto">
      {category !== "text" && <code class="category">{category}</code>}
      {mentions.length === 0 ? content : partsOf(content).map((part, at) => {
        const { text, mention = "" } = part;
        if (!mentions.includes(mention)) return text;
        return calls([mention], userId)
          ? <mark key={at}>{text}</mark>
          : <span key={at} class="mention">{text}</span>;
      })}
    </span>
  );
}

/** When it was said, what became of it, and how far one's own has got. */
function Meta(props: MessageProps): preact.JSX.Element {
  const { message } = props.entry;
  const { created_at, edited_at, priority } = message;
  const isThere = !isRecalled(message);
  return (
    <span class="meta">
      {isThere && priority === "high" && <strong>high priority</strong>}{" "}
      {isThere && edited_at !== undefined && (
        <span title={momentOf(edited_at)}>edited</span>
      )} <time>{timeOf(created_at)}</time> <Progress {...props} />
    </span>
  );
}

function Progress({ entry, log, session }: MessageProps) {
  const { state, message } = entry;
  if (message.sender.id !== session.userId || isRecalled(message)) return null;
  if (state === "sending") return <span>sending…</span>;
  if (state === "failed") return null;
  const isRead = message.sequence > 0 && message.sequence <= log.peerRead;
  return isRead ? <span>Read</span> : <span class="hidden">stored</span>;
}
