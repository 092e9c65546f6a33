/**
 * The client's protobuf encoding, apart from the client: it brings a library
 * along, and who speaks JSON has no use for that.
 *
 * @example
 * ```ts
 * import { GimClient } from "./mod.ts";
 * import { protobufCodec } from "./protobuf.ts";
 *
 * const client = new GimClient("ws://127.0.0.1:8080/ws", {
 *   codec: protobufCodec(),
 * });
 * await client.close();
 * ```
 *
 * @module
 */

import { gim, type ServerFrame } from "../protocol/gim_pb.js";
import type { OperationName } from "../protocol/operations.ts";
import protobuf from "../protocol/protobuf_runtime.ts";
import { OPERATION_CODES } from "./operation_codes.ts";
import type { WireCodec, WireFrame } from "./wire_codec.ts";

const NAMES = Object.keys(OPERATION_CODES) as OperationName[];
const NAME_OF = new Map(NAMES.map((name) => [OPERATION_CODES[name], name]));

/** The requests whose data is JSON as a text. */
const DATA_IS_TEXT: ReadonlySet<OperationName> = new Set(
  ["send", "edit", "signal"] as const,
);
/** The lists of a message, and of an event, that JSON leaves out where empty. */
const ABSENT_IF_EMPTY: ReadonlySet<string> = new Set(["mentions", "reactions"]);
const ABSENT_IN_EVENT = "user_ids";

/** The messages of `gim.proto`, as `gim.proto.delimited` or `gim.proto`. */
export function protobufCodec(): WireCodec {
  return {
    subprotocol: "gim.proto",

    batches: {
      subprotocol: "gim.proto.delimited",

      join(requests) {
        const writer = protobuf.Writer.create();
        for (const each of requests) writer.bytes(each as Uint8Array);
        return writer.finish() as Uint8Array<ArrayBuffer>;
      },

      split(data) {
        if (typeof data === "string") throw new TypeError("a text frame came");
        const reader = protobuf.Reader.create(new Uint8Array(data));
        const frames: ArrayBuffer[] = [];
        while (reader.pos < reader.len) {
          // A copy, as what is read is a view, and decoded as a whole buffer.
          frames.push(new Uint8Array(reader.bytes()).buffer);
        }
        return frames;
      },
    },

    encode(op, seq, body) {
      const name = NAME_OF.get(op);
      if (name === undefined) throw new RangeError(`op ${op} is no request`);
      const request = DATA_IS_TEXT.has(name)
        ? withDataAsText(body)
        : withDeletions(body);
      return gim.ClientFrame.encode({ seq, [name]: request }).finish();
    },

    decode(data) {
      if (typeof data === "string") throw new TypeError("a text frame came");
      return toWireFrame(gim.ServerFrame.decode(new Uint8Array(data)));
    },
  };
}

function toWireFrame(frame: ServerFrame): WireFrame | undefined {
  const { body: name, seq, code, msg } = frame;
  const body = name === undefined ? null : toPlain(frame[name]);
  if (name === "messages" || name === "event" || name === "signal_push") {
    return { kind: name.replace("_push", ""), body } as WireFrame;
  }
  // No reply and no failure: a push that is not known here.
  if (name === undefined && seq === 0 && code === 0) return undefined;
  const data = code === 0 ? body : failureOf(frame);
  return { kind: "reply", seq, code, msg, data };
}

/** What a failure says beside its code, as JSON would have it. */
function failureOf({ reason, until, retry_after }: ServerFrame): unknown {
  const said = Object.entries({ reason, until, retry_after })
    .filter(([, value]) => value !== null);
  return said.length > 0 ? Object.fromEntries(said) : null;
}

/** A request in whose map an empty text deletes a key. */
function withDeletions(body: object): object {
  const { data } = body as { data?: Readonly<Record<string, string | null>> };
  if (data === undefined) return body;
  const entries = Object.entries(data).map((
    [key, value],
  ) => [key, value ?? ""]);
  return { ...body, data: Object.fromEntries(entries) };
}

function withDataAsText(body: object): object {
  const { data } = body as { data?: unknown };
  return data === undefined ? body : { ...body, data: JSON.stringify(data) };
}

/**
 * A message in the form JSON would have: a field that is not in the bytes has
 * the value of its prototype, and one that is null there is absent.
 */
function toPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value !== "object" || value === null) return value;
  // A map has keys of its own, whatever they are called.
  if (Object.getPrototypeOf(value) === Object.prototype) return value;
  const entries: [string, unknown][] = [];
  for (const field in value) {
    const each = (value as Record<string, unknown>)[field];
    if (isLeftOut(value, field)) continue;
    if (field === "data" && typeof each === "string") {
      entries.push([field, JSON.parse(each)]);
    } else if (each !== null) entries.push([field, toPlain(each)]);
    // The only field that is null in JSON.
    else if (field === "last") entries.push([field, null]);
  }
  return Object.fromEntries(entries);
}

/** Would JSON not have this field of a message, or of an event? */
function isLeftOut(value: object, field: string): boolean {
  const each = (value as Record<string, unknown>)[field];
  if (field === "counts") {
    // Only a chatroom's reactions have them, none in the end.
    const { event, user_id } = value as { event?: string; user_id?: unknown };
    return event !== "reacted" || user_id !== null;
  }
  if (!Array.isArray(each) || each.length > 0) return false;
  if (field === ABSENT_IN_EVENT) return "event" in value;
  return ABSENT_IF_EMPTY.has(field) && "sender" in value;
}
