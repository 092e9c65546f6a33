import { assert, assertEquals } from "@std/assert";
import { chatroomConversation } from "../../src/domain/ids.ts";
import type { RoomPlace } from "../../src/nodes/room_feed.ts";
import { RoomPlaces } from "../../src/nodes/room_places.ts";
import type { RedisConnection } from "../../src/storage/redis/connection.ts";
import { testWithRedis } from "../helpers/redis_server.ts";
import { createRedis } from "../helpers/redis_storage.ts";

/** The place of a chatroom that is opened. */
async function placeOf(
  connection: RedisConnection,
  chatroomId: string,
): Promise<RoomPlace> {
  const found = Promise.withResolvers<RoomPlace>();
  const places = new RoomPlaces({
    connection,
    rooms: {
      isPlaced: () => false,
      place: (_, place) => found.resolve(place),
    },
    settled: () => Promise.resolve(),
    onFault: found.reject,
  });
  places.note(chatroomId);
  return await found.promise;
}

testWithRedis(
  "the place of a chatroom is after what is stored, and before what will be",
  async ({ url }) => {
    const { connection, storage } = await createRedis([url]);
    const conversation = chatroomConversation("room");
    const send = async (content: string) => {
      const draft = { conversation, senderId: "ann", category: "text" };
      const sent = { ...draft, content, requestId: undefined };
      return (await storage.append(sent)).message;
    };
    await storage.join("room", "ann", undefined);
    // They have one time, which stands still.
    for (let at = 0; at < 40; at++) await send("before");
    const last = await send("last");
    const place = await placeOf(connection, "room");
    const { lastSequence, lastChange, newest = "" } = place;
    assertEquals([lastSequence, lastChange], [last.sequence, 0]);
    assert(newest > last.id, newest);
    const next = await send("next");
    assert(next.id > newest, next.id);
    await connection.close();
  },
);

testWithRedis(
  "the place of a chatroom without messages is its beginning",
  async ({ url }) => {
    const { connection, storage } = await createRedis([url]);
    await storage.join("empty", "ann", undefined);
    assertEquals(await placeOf(connection, "empty"), {
      lastSequence: 0,
      lastChange: 0,
    });
    await connection.close();
  },
);
