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
import {
  NO_REQUEST_OP,
  type OperationName,
  OPERATIONS,
  PUSH_EVENT,
  PUSH_MESSAGES,
  REPLY_OFFSET,
} from "./operations.ts";
import { messageItem, messagesFrame } from "./protobuf_push.ts";

/** The field of a ServerFrame for the body of a frame, by op. */
const BODY_FIELDS = new Map<number, keyof ServerFrame>([
  [PUSH_MESSAGES, "messages"],
  [PUSH_EVENT, "event"],
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
  decodeBody: (body) => body as object,
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
  return gim.ServerFrame.encode({ seq, code, msg, [bodyField(op)]: data });
}

/** A push that is not finished yet. */
export function pushFrame({ op, body }: Push): MessageWriter {
  return gim.ServerFrame.encode({ [bodyField(op)]: body });
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
 * without presence that is not in the bytes has its zero value.
 */
function bodyOf(frame: ClientFrame, request: OperationName): object {
  const message = frame[request] as Readonly<Record<string, unknown>>;
  const body: Record<string, unknown> = {};
  for (const field of REQUEST_FIELDS[request]) {
    const value = message[field];
    if (value !== null) body[field] = value;
  }
  return body;
}
