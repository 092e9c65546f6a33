import type { Message } from "../../protocol/responses.ts";
import type { Gap, Transcript } from "./transcript.ts";

/** A message of a log, as it is shown. */
export interface MessageEntry {
  /** That it is a message. */
  readonly kind: "message";
  /** Tells it from all others of the log. */
  readonly key: string;
  /** One that is not `stored` yet has its `request_id` as its id. */
  readonly message: Message;
  /** Has the service stored it? */
  readonly state: "stored" | "sending" | "failed";
  /** Why it could not be sent, where it has `failed`. */
  readonly error?: unknown;
}

/** A place of a log where messages are missing. */
export interface GapEntry extends Gap {
  /** That it is a gap. */
  readonly kind: "gap";
  /** Tells it from all others of the log. */
  readonly key: string;
  /** The id of the message after it; undefined at the end. */
  readonly before: string | undefined;
}

/** What a log shows, from the top down. */
export type LogEntry = MessageEntry | GapEntry;

/** Each message has one entry as long as it stays the same. */
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

/** What there is to show of a transcript. */
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
