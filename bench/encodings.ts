/**
 * What the encodings cost: bytes on the wire and CPU per message, in one table.
 *
 *     deno run bench/encodings.ts
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { privateConversation } from "../src/domain/ids.ts";
import type { Message } from "../src/domain/model.ts";
import type { Codec, Encoded, Push, Reply } from "../src/protocol/codec.ts";
import { gim } from "../src/protocol/gim_pb.js";
import {
  jsonWithObjectBodies,
  jsonWithStringBodies,
} from "../src/protocol/json.ts";
import { OPERATIONS, PUSH_MESSAGES } from "../src/protocol/operations.ts";
import { protobuf } from "../src/protocol/protobuf.ts";
import { Views } from "../src/protocol/views.ts";
import { createMessages, PAIR, ROOM } from "./messages.ts";

const ROUNDS = 25;
/** Milliseconds for which one cell is measured in one round. */
const SLICE = 20;
const SHORT = "See you at seven then?";

/** What is measured, and how often it was done. */
interface Cell {
  readonly bytes: number;
  readonly run: () => void;
}

interface Encoding {
  readonly codec: Codec;
  /** A client's frame. */
  readonly send: (body: object) => Encoded;
}

const ENCODINGS: Readonly<Record<string, Encoding>> = {
  "JSON, string bodies": {
    codec: jsonWithStringBodies,
    send: (body) =>
      JSON.stringify({ op: 201, seq: 7, body: JSON.stringify(body) }),
  },
  "JSON, object bodies": {
    codec: jsonWithObjectBodies,
    send: (body) => JSON.stringify({ op: 201, seq: 7, body }),
  },
  protobuf: {
    codec: protobuf,
    send: (body) => gim.ClientFrame.encode({ seq: 7, send: body }).finish(),
  },
};

const views = new Views({ sequence: true });
const messages = createMessages(ROOM, 10);
const [long] = createMessages(PAIR, 1) as [Message];
const short = { ...long, content: SHORT };

const reply: Reply = {
  op: 202,
  seq: 7,
  code: 0,
  msg: "ok",
  data: {
    id: long.id,
    session_id: "2:1002",
    sequence: long.sequence,
    created_at: long.createdAt,
  },
};

function privatePush(message: Message): Push {
  const conversation = privateConversation("1002", "1001");
  const viewer = { userId: "1002", conversation };
  const items = [views.message(message, viewer)];
  const session = views.pushedSession(conversation, "1001");
  return { op: PUSH_MESSAGES, body: { session, items, missed: 0 } };
}

function roomPush(): Push {
  const items = messages.map((message) => views.sharedMessage(message));
  const session = views.pushedSession(ROOM, "9999");
  return { op: PUSH_MESSAGES, body: { session, items, missed: 0 } };
}

/** Payload and header of RFC 6455; a client's frame has a mask. */
function onTheWire(payload: number, masked: boolean): number {
  const length = payload < 126 ? 0 : payload < 65_536 ? 2 : 8;
  return payload + 2 + length + (masked ? 4 : 0);
}

const wire = new Uint8Array(64 * 1024);
const [toBytes, toText] = [new TextEncoder(), new TextDecoder()];

/** From data to bytes: a text frame has to become UTF-8. */
function outgoing(encode: () => Encoded): Cell {
  const run = () => {
    const frame = encode();
    if (typeof frame === "string") toBytes.encodeInto(frame, wire);
  };
  return { bytes: onTheWire(Buffer.byteLength(encode()), false), run };
}

/** From bytes to a request that is validated. */
function incoming({ codec, send }: Encoding, content: string): Cell {
  const data = send({ type: 2, target_id: "1002", content });
  const bytes = typeof data === "string" ? toBytes.encode(data) : data;
  const run = () => {
    const frame = codec.decode(codec.binary ? bytes : toText.decode(bytes));
    OPERATIONS.send.validate(codec.decodeBody(frame.body));
  };
  return { bytes: onTheWire(bytes.length, true), run };
}

const ROWS: Readonly<Record<string, (encoding: Encoding) => Cell>> = {
  "send, 22 bytes of text": (each) => incoming(each, SHORT),
  "send, 200 bytes of text": (each) => incoming(each, long.content),
  "its reply": ({ codec }) => outgoing(() => codec.encodeReply(reply)),
  "private push, 22 bytes of text": ({ codec }) =>
    outgoing(() => codec.encodePush(privatePush(short))),
  "private push, 200 bytes of text": ({ codec }) =>
    outgoing(() => codec.encodePush(privatePush(long))),
  "room push of 10 such messages": ({ codec }) =>
    outgoing(() => codec.encodePush(roomPush())),
};

/** Microseconds of one run. */
function time(run: () => void): number {
  let count = 0;
  const start = performance.now();
  for (;;) {
    for (let each = 0; each < 100; each++) run();
    count += 100;
    const spent = performance.now() - start;
    if (spent >= SLICE) return spent * 1000 / count;
  }
}

/**
 * The fastest of many rounds, as the machine can only add time. The cells of a
 * row take turns, so that all of them get the same conditions.
 */
function measure(cells: readonly Cell[]): number[] {
  for (const { run } of cells) time(run);
  const rounds = Array.from(
    { length: ROUNDS },
    () => cells.map(({ run }) => time(run)),
  );
  return cells.map((_, index) =>
    Math.min(...rounds.map((each) => each[index]!))
  );
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |\n`;
}

function table(): string {
  const encodings = Object.values(ENCODINGS);
  const titles = Object.keys(ENCODINGS);
  const rows = Object.entries(ROWS).map(([name, make]) => {
    const cells = encodings.map(make);
    const times = measure(cells);
    return line([
      name,
      ...cells.map(({ bytes }) => String(bytes)),
      ...times.map((each) => each.toFixed(2)),
    ]);
  });
  const head = ["bytes", "µs"].flatMap((unit) =>
    titles.map((title) => `${title}: ${unit}`)
  );
  return line(["message", ...head]) +
    line(["---", ...head.map(() => "---:")]) + rows.join("");
}

if (import.meta.main) {
  Deno.stdout.writeSync(new TextEncoder().encode(table()));
}
