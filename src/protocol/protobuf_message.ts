import type { ProtobufMessage } from "./gim_pb.js";
import type { Push } from "./codec.ts";
import {
  OPERATIONS,
  PUSH_MESSAGES,
  PUSH_SIGNAL,
  REPLY_OFFSET,
} from "./operations.ts";
import type {
  HistoryPage,
  Message,
  SessionsPage,
  SyncPage,
} from "./responses.ts";

/** A message as `gim.proto` has it. */
export function toProtobuf(message: Message): ProtobufMessage {
  return withDataAsText(message);
}

/**
 * Something whose data is JSON as a text in protobuf; without data it is the
 * same object, as most messages have none and copying costs.
 */
export function withDataAsText<T extends { readonly data?: object }>(
  value: T,
): Omit<T, "data"> & { data?: string } {
  const { data } = value;
  if (data === undefined) return value as Omit<T, "data">;
  return { ...value, data: JSON.stringify(data) };
}

const { history, sessions, sync, recall, edit } = OPERATIONS;

/** How the messages in the data of each reply are found. */
const REPLIES = new Map<number, (data: never) => object>([
  [history.op + REPLY_OFFSET, (page: HistoryPage) => ({
    ...page,
    items: page.items.map(toProtobuf),
  })],
  [sync.op + REPLY_OFFSET, (page: SyncPage) => ({
    ...page,
    items: page.items.map(toProtobuf),
    changes: page.changes.map(toProtobuf),
  })],
  [sessions.op + REPLY_OFFSET, (page: SessionsPage) => ({
    ...page,
    items: page.items.map((session) => ({
      ...session,
      last: session.last && toProtobuf(session.last),
    })),
  })],
  [recall.op + REPLY_OFFSET, toProtobuf],
  [edit.op + REPLY_OFFSET, toProtobuf],
]);

/** The data of a reply, with the messages in it as `gim.proto` has them. */
export function replyBody(op: number, data: object | null): object | null {
  const convert = REPLIES.get(op);
  return convert === undefined ? data : convert(data as never);
}

/** The body of a push, with the messages and objects in it as `gim.proto` has them. */
export function pushBody({ op, body }: Push): object {
  if (op === PUSH_MESSAGES) {
    return { ...body, items: body.items.map(toProtobuf) };
  }
  if (op === PUSH_SIGNAL) return withDataAsText(body);
  if (body.event === "announcement") return withDataAsText(body);
  if (body.event !== "edited" || body.message === undefined) return body;
  return { ...body, message: toProtobuf(body.message) };
}

/**
 * The text of a request's data as the object that it should be; what is no JSON
 * stays a text, for the check of the fields to refuse.
 */
export function parsedData(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return text;
  }
}
