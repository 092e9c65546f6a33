import { useMemo, useRef } from "preact/hooks";
import type { Message } from "../../src/client/mod.ts";
import type {
  LogEntry,
  MessageEntry,
  MessageLog,
} from "../../src/client/store/mod.ts";
import { dayOf } from "./format.ts";
import { GapView } from "./gap_view.tsx";
import { mayBeFound } from "./jump.ts";
import { type MessageProps, MessageView } from "./message_view.tsx";
import type { ChatSession } from "./session.ts";
import { useAttention } from "./use_attention.ts";
import { useChanges } from "./use_changes.ts";
import { useLogScroll } from "./use_log_scroll.ts";

/** Messages of one sender closer than this stand together. */
const TOGETHER = 5 * 60_000;

/** The messages of a conversation, older ones as one scrolls up. */
export function MessageList({ log, session, onReply }: {
  readonly log: MessageLog;
  readonly session: ChatSession;
  /** Somebody is about to reply to a message. */
  readonly onReply: (message: Message) => void;
}): preact.JSX.Element {
  useChanges(log);
  const list = useRef<HTMLDivElement>(null);
  const firstUnread = useFirstUnread(log, session);
  const scroll = useLogScroll(list, log);
  useAttention(log.id, session, scroll.isAtEnd);
  const { entries } = log;
  const messages = useMemo(() => messagesOf(entries), [entries]);
  const isKnownInPart = mayBeFound(log);
  return (
    <div class="log-frame">
      <div
        ref={list}
        role="log"
        aria-label="Messages"
        aria-busy={log.isLoading}
        tabIndex={0}
        class="log"
        onScroll={scroll.onScroll}
      >
        <Top log={log} />
        {entries.map((entry, index) => (
          <Row
            key={entry.key}
            entry={entry}
            previous={entries[index - 1]}
            before={messageBefore(entries, index)}
            isFirstUnread={entry.key === firstUnread}
            quoted={quotedBy(entry, messages)}
            mayBeFound={isKnownInPart}
            log={log}
            session={session}
            onReply={onReply}
          />
        ))}
      </div>
      {scroll.newer > 0 && (
        <button type="button" class="newest" onClick={scroll.toEnd}>
          ↓ {scroll.newer} new
        </button>
      )}
    </div>
  );
}

/** What is above the oldest message that is shown. */
function Top({ log }: { readonly log: MessageLog }): preact.JSX.Element {
  if (log.failure !== undefined) {
    return (
      <p class="problem">
        Could not be loaded: {log.failure.message}{" "}
        <button type="button" onClick={() => log.loadOlder()}>Try again</button>
      </p>
    );
  }
  if (log.isLoading) return <p class="muted notice">Loading…</p>;
  if (log.hasOlder) {
    return (
      <button
        type="button"
        class="plain notice"
        onClick={() => log.loadOlder()}
      >
        Show older
      </button>
    );
  }
  return <p class="muted notice">This is where it begins.</p>;
}

interface RowProps extends Omit<MessageProps, "entry"> {
  readonly entry: LogEntry;
  /** The entry above it, and the message above it, be it above a gap. */
  readonly previous: LogEntry | undefined;
  readonly before: Message | undefined;
  readonly isFirstUnread: boolean;
}

function Row(props: RowProps): preact.JSX.Element {
  const { entry, previous, before, isFirstUnread, log, quoted } = props;
  // A long log is shown again with each message: what stays is not looked at.
  return useMemo(
    () =>
      entry.kind === "gap"
        ? <GapView gap={entry} log={log} />
        : <MessageRow {...props} entry={entry} />,
    [
      ...[entry, previous, before, isFirstUnread, log.peerRead, log.isLoading],
      ...[quoted, props.mayBeFound],
    ],
  );
}

function MessageRow(
  props: RowProps & { readonly entry: MessageEntry },
): preact.JSX.Element {
  const { entry, previous, before, isFirstUnread } = props;
  const { message } = entry;
  const day = dayOf(message.created_at);
  const isNewDay = before === undefined || day !== dayOf(before.created_at);
  const isSameSender = before?.sender.id === message.sender.id;
  const pause = message.created_at - (before?.created_at ?? 0);
  const isNear = previous?.kind === "message" && pause < TOGETHER;
  return (
    <>
      {isNewDay && <p class="muted notice day">{day}</p>}
      {isFirstUnread && <p class="unread-line">New</p>}
      <MessageView
        {...props}
        isJoined={isSameSender && isNear && !isNewDay && !isFirstUnread}
      />
    </>
  );
}

/** The messages of a log, by their ids. */
function messagesOf(
  entries: readonly LogEntry[],
): ReadonlyMap<string, Message> {
  const messages = entries.flatMap((entry) =>
    entry.kind === "message" ? entry.message : []
  );
  return new Map(messages.map((each) => [each.id, each]));
}

function quotedBy(
  entry: LogEntry,
  messages: ReadonlyMap<string, Message>,
): Message | undefined {
  if (entry.kind === "gap") return undefined;
  return messages.get(entry.message.reply_to ?? "");
}

/** The message above an entry, gaps left out. */
function messageBefore(
  entries: readonly LogEntry[],
  index: number,
): Message | undefined {
  const above = entries[index - 1];
  if (above?.kind !== "gap") return above?.message;
  return messageBefore(entries, index - 1);
}

/** The key of the first message that was unread when the log was opened. */
function useFirstUnread(
  log: MessageLog,
  { store }: ChatSession,
): string | undefined {
  const unread = useMemo(() => store.conversation(log.id)?.unread ?? 0, [log]);
  const found = useRef<string | undefined>(undefined);
  if (unread > 0 && found.current === undefined && !log.isLoading) {
    const messages = log.entries.filter(({ kind }) => kind === "message");
    found.current = messages.at(-unread)?.key ?? "";
  }
  return found.current;
}
