import protobuf from "protobufjs";

const SOURCE = await Deno.readTextFile(
  new URL("../../src/protocol/gim.proto", import.meta.url),
);

/** Values of fields that gim.proto does not have, one for each way to write. */
export const LATER = {
  later_text: "\u2028",
  later_number: -1,
  later_fixed: 1.5,
  later_word: 7,
  later_user: [{ id: "" }],
};
const LATER_FIELDS = `
  string later_text = 1000;
  int64 later_number = 1001;
  double later_fixed = 1002;
  fixed32 later_word = 1003;
  repeated User later_user = 1004;
`;

/** The types of `gim.proto`, read at run time as any client may do. */
export function loadProto(source: string = SOURCE): protobuf.Namespace {
  return protobuf.parse(source, { keepCase: true }).root.resolveAll();
}

/** The types of a later version, in which every message has more fields. */
export function loadLaterProto(): protobuf.Namespace {
  return loadProto(
    SOURCE.replace(/^message \w+ \{/gm, (start) => start + LATER_FIELDS),
  );
}

/** A ServerFrame as a client reads it. */
export interface ReceivedFrame {
  /** The number of the body's field; 0 without a body. */
  readonly op: number;
  readonly seq: number;
  readonly code: number;
  readonly msg: string;
  readonly body: unknown;
}

/** A client's side of the encoding, without any code of the service. */
export class ProtoFrames {
  #client: protobuf.Type;
  #server: protobuf.Type;

  constructor(root: protobuf.Namespace = loadProto()) {
    this.#client = root.lookupType("gim.ClientFrame");
    this.#server = root.lookupType("gim.ServerFrame");
  }

  /** The bytes of a request. */
  encode(op: number, seq: number, body: object = {}): Uint8Array {
    return this.encodeFrame({ seq, [this.requestName(op)]: asMaps(body) });
  }

  /** The field of a ClientFrame that has this number. */
  requestName(op: number): string {
    const field = this.#client.fieldsById[op];
    if (field === undefined) throw new RangeError(`no request ${op}`);
    return field.name;
  }

  /** The bytes of any ClientFrame. */
  encodeFrame(fields: Readonly<Record<string, unknown>>): Uint8Array {
    const frame = this.#client.fromObject(fields);
    return new Uint8Array(this.#client.encode(frame).finish());
  }

  /** A request as the service may read it. */
  decodeRequest(bytes: Uint8Array): Omit<ReceivedFrame, "code" | "msg"> {
    const options = { longs: Number, defaults: true, oneofs: true };
    const frame = this.#client.toObject(this.#client.decode(bytes), options);
    const { seq, request: field } = frame;
    const op = this.#client.fields[field]?.id ?? 0;
    return { op, seq, body: toPlain(frame[field]) };
  }

  /** Zeros and empty texts are in the result, absent values are not. */
  decode(bytes: Uint8Array): ReceivedFrame {
    const frame = this.#server.toObject(this.#server.decode(bytes), {
      longs: Number,
      defaults: true,
      oneofs: true,
    });
    const { seq, code, msg, body: field } = frame;
    const op = this.#server.fields[field]?.id ?? 0;
    const body = toPlain(frame[field]) ?? failureOf(frame);
    return { op, seq, code, msg, body };
  }
}

/** A body in whose maps an empty text stands for null. */
export function asMaps(body: object): object {
  const { data } = body as { data?: Readonly<Record<string, string | null>> };
  if (typeof data !== "object") return body;
  const entries = Object.entries(data).map(([key, value]) => [
    key,
    value ?? "",
  ]);
  return { ...body, data: Object.fromEntries(entries) };
}

/** What a failure says beside its code; null where it says nothing. */
function failureOf(frame: Readonly<Record<string, unknown>>): unknown {
  const said = ["reason", "until", "retry_after"]
    .filter((field) => field in frame)
    .map((field) => [field, frame[field]]);
  return said.length > 0 ? Object.fromEntries(said) : null;
}

/** The lists of replies and pushes that JSON leaves out where they are empty. */
const LEFT_OUT = new Set(["mentions", "reactions", "user_ids"]);

/**
 * Without the names of what is present, which the library adds as `_field`, and
 * without the lists that there are none of.
 */
function toPlain(value: unknown): unknown {
  function shown(this: object, key: string, each: unknown): unknown {
    const isEmpty = Array.isArray(each) && each.length === 0;
    const isLeftOut = isEmpty && LEFT_OUT.has(key) &&
      ("sender" in this || key === "user_ids");
    const isPresence = typeof each === "string" && key === `_${each}`;
    // Only a chatroom's reactions have counts.
    const isCounts = key === "counts" &&
      !(Object(this).event === "reacted" && !("user_id" in this));
    return isPresence || isLeftOut || isCounts ? undefined : each;
  }
  return value === undefined ? null : JSON.parse(JSON.stringify(value, shown));
}
