import { jsonWithStringBodies as codec } from "../../src/protocol/json.ts";
import { PushCounts } from "../../src/observe/metrics/push_counts.ts";
import { Views } from "../../src/protocol/views.ts";
import { type Connection, Hub } from "../../src/push/hub.ts";
import { LateJoiners } from "../../src/push/late_joiners.ts";
import { RoomDelivery } from "../../src/push/room_delivery.ts";
import { RoomWindow } from "../../src/push/room_window.ts";
import { createMessages, ROOM } from "../messages.ts";

const COUNT = 10;
const MEMBERS = 1000;
const SLICE = 50;
const BACKLOG = 8192;

const group = "room";
const views = new Views({ sequence: false });
const messages = createMessages(ROOM, 100);
const chatroomId = ROOM.target;
const hub = new Hub();
const receivers = Array.from({ length: MEMBERS }, (_, id) => ({
  id,
  codec,
  open: true,
  bufferedBytes: 0,
  roughlyBufferedBytes: 0,
  userId: undefined as string | undefined,
  send: () => {},
  deliver: () => 1,
  close: () => {},
  admit(userId: string) {
    this.userId = userId;
  },
  dismiss() {
    this.userId = undefined;
  },
}));
for (const connection of receivers satisfies Connection[]) {
  hub.add(connection);
  hub.admit(connection.id, `u${connection.id}`);
  hub.enter(chatroomId, `u${connection.id}`);
}

const full = new RoomWindow<typeof messages[number]>(COUNT, () => 1);
for (const message of messages) full.add(message);
const items = full.since(full.total - COUNT).items
  .map((message) => views.sharedMessage(message));
const session = views.pushedSession(ROOM, "9999");

let next = 0;
Deno.bench("window: add a message", { group }, () => {
  full.add(messages[next++ % messages.length]!);
});

Deno.bench("window: what is new", { group }, () => {
  full.since(full.total - COUNT);
});

let end = 0;
const delivery = new RoomDelivery(
  {
    chatroomId,
    hub,
    count: COUNT,
    backlog: BACKLOG,
    counts: new PushCounts(),
    late: new LateJoiners(),
    onFault: (fault) => {
      throw fault;
    },
  },
  { session, start: 0, end: 0, items: [] },
);

/** A push of ten messages to everybody, without the sockets. */
function pushAll(): void {
  const start = end;
  end += COUNT;
  delivery.take({ session, start, end, items }, () => {});
  delivery.begin();
  while (!delivery.done) delivery.step(SLICE);
  delivery.end();
}

Deno.bench("delivery: 10 messages to 1000 members", { group }, pushAll);

Deno.bench("delivery: the same, 10 members left behind, then caught up", {
  group,
}, () => {
  for (let at = 0; at < MEMBERS; at += 100) {
    receivers[at]!.bufferedBytes = BACKLOG + 1;
  }
  pushAll();
  for (const connection of receivers) connection.bufferedBytes = 0;
  pushAll();
});
