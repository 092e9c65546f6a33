import { jsonWithStringBodies as codec } from "../src/protocol/json.ts";
import { Views } from "../src/protocol/views.ts";
import type { Connection } from "../src/push/hub.ts";
import { RoomBatch } from "../src/push/room_batch.ts";
import { RoomWindow } from "../src/push/room_window.ts";
import { createMessages, ROOM } from "./messages.ts";

const COUNT = 10;
const MEMBERS = 1000;
const SLICE = 50;

const group = "room";
const views = new Views({ sequence: false });
const messages = createMessages(ROOM, 100);
const receivers = Array.from({ length: MEMBERS }, (): Connection => ({
  codec,
  open: true,
  bufferedBytes: 0,
  send: () => {},
  close: () => {},
}));

const full = new RoomWindow(COUNT);
for (const message of messages) full.add(message);
/** More than the window holds, so that every push is full. */
const oldest = full.total - COUNT;

let next = 0;
Deno.bench("window: add a message", { group }, () => {
  full.add(messages[next++ % messages.length]!);
});

Deno.bench("window: snapshot, and what is new", { group }, () => {
  full.snapshot().since(full.total - COUNT);
});

/** A push of the window's newest to everybody, up to what the socket does. */
function pushAll(behind: (index: number) => number): void {
  const batch = new RoomBatch({
    start: oldest,
    snapshot: full.snapshot(),
    session: views.pushedSession(ROOM, "9999"),
    views,
    receivers,
  });
  for (let index = 0; !batch.done;) {
    for (const connection of batch.take(SLICE)) {
      const frame = batch.frameFor(batch.start - behind(index++));
      connection.send(frame.frame.encodedBy(connection.codec));
    }
  }
}

Deno.bench("batch: 10 messages to 1000 members", { group }, () => {
  pushAll(() => 0);
});

Deno.bench("batch: the same, 10 members behind", { group }, () => {
  pushAll((index) => index % 100 === 0 ? 1 + index / 100 : 0);
});
