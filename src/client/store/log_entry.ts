import type { Message } from "../../protocol/responses.ts";
import type { Gap, Transcript } from "./transcript.ts";

/** A message in a log. */
export interface MessageEntry {
  /** It is a message. */
  readonly kind: "message";
  /** Unique in the log. */
  readonly key: string;
  /** The message; until it is `stored`, its id is its `request_id`. */
  readonly message: Message;
  /** Has the service stored it? */
  readonly state: "stored" | "sending" | "failed";
  /** Why it could not be sent, if it has `failed`. */
  readonly error?: unknown;
}

/** A place in a log where messages are missing. */
export interface GapEntry extends Gap {
  /** It is a gap. */
  readonly kind: "gap";
  /** Unique in the log. */
  readonly key: string;
  /** The id of the message after it; undefined at the end. */
  readonly before: string | undefined;
}

/** An entry of a log. */
export type LogEntry = MessageEntry | GapEntry;

/** A message has the same entry object as long as it does not change. */
const entries = new WeakMap<Message, MessageEntry>();

function storedEntry(message: Message): MessageEntry {
  const known = entries.get(message);
  if (known !== undefined) return known;
  const entry = { kind: "message", key: message.id, message, state: "stored" };
  entries.set(message, entry as MessageEntry);
  return entry as MessageEntry;
}

function gapEntry(gap: Gap, before: string | undefined): GapEntry {
  return { kind: "gap", key: `gap ${before ?? ""}`, before, ...gap };
}

/** The entries that show a transcript. */
export function entriesOf(transcript: Transcript): LogEntry[] {
  const all: LogEntry[] = [];
  for (const message of transcript.messages) {
    const gap = transcript.gapBefore(message.id);
    if (gap !== undefined) all.push(gapEntry(gap, message.id));
    all.push(storedEntry(message));
  }
  const last = transcript.gapBefore();
  if (last !== undefined) all.push(gapEntry(last, undefined));
  return all;
}
