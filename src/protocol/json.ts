import { ReplyError } from "../base/errors.ts";
import {
  type Codec,
  type Encoded,
  type Frame,
  MalformedFrame,
  type Push,
  type Reply,
} from "./codec.ts";
import { isNestedDeeper, NESTED_TOO_DEEP } from "./nesting.ts";
import { OPERATIONS, PUSH_MESSAGES, REPLY_OFFSET } from "./operations.ts";
import type { Sent } from "./responses.ts";
import { messagesPushInString, sentInString } from "./string_bodies.ts";

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
    const written = op === PUSH_MESSAGES
      ? messagesPushInString(body)
      : inString(body);
    return frame(op, 0, `"${written}"`);
  },
};

/** JSON in text frames with plain bodies. Bodies of either form are read. */
export const jsonWithObjectBodies: Codec = {
  name: "gim.json",
  binary: false,
  decode,
  decodeBody,
  encodeReply: ({ op, seq, code, msg, data }: Reply) =>
    frame(op, seq, JSON.stringify({ code, msg, data })),
  encodePush: ({ op, body }: Push) => frame(op, 0, JSON.stringify(body)),
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
  if (isNestedDeeper(value)) throw new ReplyError(400, NESTED_TOO_DEEP);
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
