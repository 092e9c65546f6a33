import { ReplyError } from "../errors.ts";
import {
  type Codec,
  type Encoded,
  type Frame,
  MalformedFrame,
  type Push,
  type Reply,
} from "./codec.ts";

/**
 * JSON in text frames. `bodies` says how bodies are written: `string` is the
 * original's form, JSON within a JSON string; `object` is plain. Either form is
 * read.
 */
export function createJsonCodec(bodies: "string" | "object"): Codec {
  const write = bodies === "object" ? identity : JSON.stringify;
  const encode = (op: number, seq: number, body: object): Encoded =>
    `{"op":${op},"seq":${seq},"body":${write(JSON.stringify(body))}}`;
  return {
    name: bodies === "object" ? "gim.json" : "json",
    binary: false,
    decode,
    decodeBody,
    encodeReply: ({ op, seq, code, msg, data }: Reply) =>
      encode(op, seq, { code, msg, data }),
    encodePush: ({ op, body }: Push) => encode(op, 0, body),
  };
}

function identity(text: string): string {
  return text;
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
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value;
  }
  throw new ReplyError(400, "body: expected a JSON object, or one as a string");
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ReplyError(400, "body: the string is not JSON");
  }
}
