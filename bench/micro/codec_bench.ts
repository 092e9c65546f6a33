import { privateConversation } from "../../src/domain/ids.ts";
import type { Encoded, Push, Reply } from "../../src/protocol/codec.ts";
import {
  jsonWithObjectBodies,
  jsonWithStringBodies,
} from "../../src/protocol/json.ts";
import { OPERATIONS, PUSH_MESSAGES } from "../../src/protocol/operations.ts";
import { Views } from "../../src/protocol/views.ts";
import { CONTENT, createMessages, PAIR, ROOM } from "../messages.ts";

const views = new Views({ sequence: false });
const body = { type: 2, target_id: "1002", content: CONTENT };
const frames = {
  string: JSON.stringify({ op: 201, seq: 7, body: JSON.stringify(body) }),
  object: JSON.stringify({ op: 201, seq: 7, body }),
};

const [sent] = createMessages(PAIR, 1);
const reply: Reply = {
  op: 202,
  seq: 7,
  code: 0,
  msg: "ok",
  data: {
    id: sent!.id,
    session_id: "2:1002",
    sequence: 0,
    created_at: sent!.createdAt,
  },
};

function privatePush(): Push {
  const conversation = privateConversation("1002", "1001");
  const viewer = { userId: "1002", conversation };
  const items = [views.message(sent!, viewer)];
  const session = views.pushedSession(conversation, "1001");
  return { op: PUSH_MESSAGES, body: { session, items, missed: 0 } };
}

const roomMessages = createMessages(ROOM, 10);

function roomPush(): Push {
  const items = roomMessages.map((message) => views.sharedMessage(message));
  const session = views.pushedSession(ROOM, "9999");
  return { op: PUSH_MESSAGES, body: { session, items, missed: 0 } };
}

/** V8 joins the parts of a text when it is first read. */
function whole(frame: Encoded): void {
  if (typeof frame === "string") looked += frame.charCodeAt(frame.length >> 1);
}

let looked = 0;

const codecs = {
  string: jsonWithStringBodies,
  object: jsonWithObjectBodies,
};

for (const bodies of ["string", "object"] as const) {
  const codec = codecs[bodies];
  const group = `JSON, ${bodies} bodies`;

  Deno.bench(`${group}: decode a send`, { group }, () => {
    codec.decodeBody(codec.decode(frames[bodies]).body);
  });

  Deno.bench(`${group}: decode and validate a send`, { group }, () => {
    const frame = codec.decode(frames[bodies]);
    OPERATIONS.send.validate(codec.decodeBody(frame.body));
  });

  Deno.bench(`${group}: encode a reply`, { group }, () => {
    whole(codec.encodeReply(reply));
  });

  Deno.bench(`${group}: encode a private push`, { group }, () => {
    whole(codec.encodePush(privatePush()));
  });

  Deno.bench(`${group}: encode a room push of 10`, { group }, () => {
    whole(codec.encodePush(roomPush()));
  });
}
