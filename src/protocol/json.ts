import { ReplyError } from "../base/errors.ts";
import {
  type Codec,
  type Encoded,
  type Frame,
  MalformedFrame,
  type Push,
  type Reply,
} from "./codec.ts";
import { requireFlat } from "./nesting.ts";
import { OPERATIONS, PUSH_MESSAGES, REPLY_OFFSET } from "./operations.ts";
import { messageItem, messagesPush, sentReply } from "./object_bodies.ts";
import type { Sent } from "./responses.ts";
import {
  messageInString,
  messagesPushInString,
  sentInString,
} from "./string_bodies.ts";

const { op: SEND } = OPERATIONS.send;
const SENT = SEND + REPLY_OFFSET;

/**
 * JSON in text frames with string bodies, the original's form: JSON within a
 * JSON string. Bodies of either form are read.
 */
export const jsonWithStringBodies: Codec = {
  name: "json",
  binary: false,
  decode,
  decodeBody,
  encodeReply({ op, seq, code, msg, data }: Reply) {
    const body = op === SENT && code === 0
      ? sentInString(data as Sent)
      : inString({ code, msg, data });
    return frame(op, seq, `"${body}"`);
  },
  encodePush({ op, body }: Push) {
    if (op !== PUSH_MESSAGES) return frame(op, 0, `"${inString(body)}"`);
    const { session, items, missed } = body;
    const written = items.map(messageInString);
    const push = messagesPushInString(session, written, missed);
    return frame(op, 0, `"${push}"`);
  },
  encodeItem: messageInString,
  encodeItems(session, items) {
    const push = messagesPushInString(session, items as readonly string[], 0);
    return frame(PUSH_MESSAGES, 0, `"${push}"`);
  },
};

/** JSON in text frames with plain bodies. Bodies of either form are read. */
export const jsonWithObjectBodies: Codec = {
  name: "gim.json",
  binary: false,
  decode,
  decodeBody,
  encodeReply({ op, seq, code, msg, data }: Reply) {
    const body = op === SENT && code === 0
      ? sentReply(data as Sent)
      : JSON.stringify({ code, msg, data });
    return frame(op, seq, body);
  },
  encodePush({ op, body }: Push) {
    if (op !== PUSH_MESSAGES) return frame(op, 0, JSON.stringify(body));
    const { session, items, missed } = body;
    return frame(op, 0, messagesPush(session, items.map(messageItem), missed));
  },
  encodeItem: messageItem,
  encodeItems(session, items) {
    const push = messagesPush(session, items as readonly string[], 0);
    return frame(PUSH_MESSAGES, 0, push);
  },
};

function frame(op: number, seq: number, body: string): Encoded {
  return `{"op":${op},"seq":${seq},"body":${body}}`;
}

function inString(body: object): string {
  return JSON.stringify(JSON.stringify(body)).slice(1, -1);
}

function decode(data: string | Uint8Array): Frame {
  const frame = parse(String(data));
  if (typeof frame !== "object" || frame === null || Array.isArray(frame)) {
    throw new MalformedFrame("malformed frame: expected a JSON object");
  }
  const { op, seq = 0, body } = frame as Record<string, unknown>;
  return { op: whole("op", op), seq: whole("seq", seq), body };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedFrame(
      'malformed frame: expected JSON like {"op":105}',
    );
  }
}

function whole(field: string, value: unknown): number {
  if (Number.isSafeInteger(value)) return value as number;
  throw new MalformedFrame(`malformed frame: ${field}: expected an integer`);
}

function decodeBody(body: unknown): object {
  if (body === undefined || body === null || body === "") return {};
  const value = typeof body === "string" ? parseBody(body) : body;
  if (value === null) return {};
  requireFlat(value);
  if (typeof value === "object" && !Array.isArray(value)) return value;
  throw new ReplyError(400, "body: expected a JSON object, or one as a string");
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ReplyError(400, "body: the string is not JSON");
  }
}
