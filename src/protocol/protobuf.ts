import type { FailureData } from "../base/errors.ts";
import {
  type Codec,
  type Frame,
  MalformedFrame,
  type Push,
  type Reply,
} from "./codec.ts";
import {
  type ClientFrame,
  gim,
  type MessageWriter,
  type ServerFrame,
} from "./gim_pb.js";
import { requireFlatData } from "./nesting.ts";
import {
  NO_REQUEST_OP,
  type OperationName,
  OPERATIONS,
  PUSH_EVENT,
  PUSH_MESSAGES,
  PUSH_SIGNAL,
  REPLY_OFFSET,
} from "./operations.ts";
import { parsedData, pushBody, replyBody } from "./protobuf_message.ts";
import { messageItem, messagesFrame } from "./protobuf_push.ts";

/** The field of a ServerFrame for the body of a frame, by op. */
const BODY_FIELDS = new Map<number, keyof ServerFrame>([
  [PUSH_MESSAGES, "messages"],
  [PUSH_EVENT, "event"],
  [PUSH_SIGNAL, "signal_push"],
]);

/** The fields of each request, from its schema. */
const REQUEST_FIELDS = {} as Record<OperationName, readonly string[]>;

// A request has the same name in both frames and as an operation.
for (const name of Object.keys(OPERATIONS) as OperationName[]) {
  const { op, requestSchema } = OPERATIONS[name];
  BODY_FIELDS.set(op + REPLY_OFFSET, name);
  const { properties } = requestSchema as { properties?: object };
  REQUEST_FIELDS[name] = Object.keys(properties ?? {});
}

/** The messages of `gim.proto` in binary frames. */
export const protobuf: Codec = {
  name: "gim.proto",
  binary: true,
  decode,
  decodeBody,
  encodeReply: (reply: Reply) => replyFrame(reply).finish(),
  encodePush: (push: Push) => pushFrame(push).finish(),
  encodeItem: messageItem,
  encodeItems: messagesFrame,
};

/** A reply that is not finished yet. */
export function replyFrame(
  { op, seq, code, msg, data }: Reply,
): MessageWriter {
  if (code !== 0) {
    const failure = data as FailureData;
    return gim.ServerFrame.encode({ seq, code, msg, ...failure });
  }
  const body = replyBody(op, data);
  return gim.ServerFrame.encode({ seq, code, msg, [bodyField(op)]: body });
}

/** A push that is not finished yet. */
export function pushFrame(push: Push): MessageWriter {
  return gim.ServerFrame.encode({ [bodyField(push.op)]: pushBody(push) });
}

/** The data of a request is JSON as text, which the parser takes at any depth. */
function decodeBody(body: unknown): object {
  const { data } = body as { readonly data?: unknown };
  if (data !== undefined) requireFlatData(data);
  return body as object;
}

function bodyField(op: number): keyof ServerFrame {
  const field = BODY_FIELDS.get(op);
  if (field === undefined) throw new TypeError(`op ${op} has no body`);
  return field;
}

function decode(data: string | Uint8Array): Frame {
  const frame = parse(data);
  const { seq, request } = frame;
  if (!Number.isSafeInteger(seq)) {
    throw new MalformedFrame("malformed frame: seq: expected less than 2^53");
  }
  if (request === undefined) return { op: NO_REQUEST_OP, seq, body: {} };
  return { op: OPERATIONS[request].op, seq, body: bodyOf(frame, request) };
}

function parse(data: string | Uint8Array): ClientFrame {
  try {
    return gim.ClientFrame.decode(data as Uint8Array);
  } catch {
    throw new MalformedFrame(
      "malformed frame: expected a ClientFrame of gim.proto",
    );
  }
}

/**
 * A request in the form JSON would have: an absent field is null, and a field
 * without presence that is not in the bytes has its zero value. A list cannot be
 * told from none when it is empty.
 */
function bodyOf(frame: ClientFrame, request: OperationName): object {
  const message = frame[request] as Readonly<Record<string, unknown>>;
  const body: Record<string, unknown> = {};
  for (const field of REQUEST_FIELDS[request]) {
    const value = message[field];
    if (value === null || Array.isArray(value) && value.length === 0) continue;
    const given = field === "data" ? dataOf(value) : value;
    if (given !== undefined) body[field] = given;
  }
  return body;
}

/**
 * The data of a message is JSON as a text. That of a chatroom is a map, in which
 * an empty text stands for null; a map without keys is absent.
 */
function dataOf(value: unknown): unknown {
  if (typeof value === "string") return parsedData(value);
  const entries = Object.entries(value as Readonly<Record<string, string>>);
  if (entries.length === 0) return undefined;
  return Object.fromEntries(
    entries.map(([key, text]) => [key, text === "" ? null : text]),
  );
}
