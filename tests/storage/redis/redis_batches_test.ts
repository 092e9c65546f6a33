import {
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { systemClock } from "../../../src/base/clock.ts";
import { ReplyError } from "../../../src/base/errors.ts";
import {
  chatroomConversation,
  type ConversationRef,
  privateConversation,
} from "../../../src/domain/ids.ts";
import { UnsettledWrites } from "../../../src/nodes/unsettled_writes.ts";
import type { RedisStorage } from "../../../src/storage/redis/redis_storage.ts";
import { Unsettled } from "../../../src/storage/shared/out_of_reach.ts";
import type { Appended } from "../../../src/storage/storage.ts";
import { SERVICE } from "../../../src/storage/actor.ts";
import { refusal } from "../../helpers/refusal.ts";
import { type RedisServer, testWithRedis } from "../../helpers/redis_server.ts";
import { createRedis, HangingTime } from "../../helpers/redis_storage.ts";

const ROOM = chatroomConversation("room");
const TO_BOB = privateConversation("ann", "bob");

function send(
  storage: RedisStorage,
  conversation: ConversationRef,
  content: string,
  requestId?: string,
): Promise<Appended> {
  const draft = { conversation, senderId: "ann", category: "text", content };
  return storage.append({ ...draft, requestId });
}

/** A storage with names at hand, so that sends of one turn wait for nothing. */
async function open(server: RedisServer, time?: HangingTime) {
  const parts = await createRedis([server.url], {
    ...time === undefined ? {} : { time },
    publish: true,
  });
  for (const id of ["ann", "bob"]) await parts.storage.enter(id, undefined);
  await parts.storage.join("room", "ann", undefined);
  const close = () => parts.connection.close();
  return { ...parts, [Symbol.asyncDispose]: close };
}

async function historyOf(
  storage: RedisStorage,
  ref: ConversationRef,
): Promise<string[]> {
  const page = { before: undefined, count: 1000 };
  const { items } = await storage.history(ref, SERVICE, page);
  assertEquals(
    items.map(({ sequence }) => sequence),
    items.map((_, at) => at + 1),
  );
  return items.map(({ content }) => content);
}

async function callsOf(server: RedisServer): Promise<number> {
  const info = await server.cli("info", "commandstats");
  return Number(/cmdstat_evalsha:calls=(\d+)/.exec(info)?.[1] ?? 0);
}

testWithRedis(
  "sends of one turn are one call, and those of a conversation keep their order",
  async (server) => {
    await using opened = await open(server);
    const { storage } = opened;
    await send(storage, TO_BOB, "first");
    await opened.settled();
    const before = await callsOf(server);
    const contents = Array.from({ length: 60 }, (_, at) => `m${at}`);
    const sent = await Promise.all(
      contents.map((each, at) =>
        send(storage, at % 3 === 0 ? ROOM : TO_BOB, each)
      ),
    );
    assertEquals(await callsOf(server) - before, 1);
    assertEquals(sent.map(({ message }) => message.content), contents);
    const expected = (isRoom: boolean) =>
      contents.filter((_, at) => (at % 3 === 0) === isRoom);
    assertEquals(await historyOf(storage, ROOM), expected(true));
    assertEquals(await historyOf(storage, TO_BOB), [
      "first",
      ...expected(false),
    ]);
    const ids = sent.map(({ message }) => message.id);
    assertEquals(new Set(ids).size, ids.length);
  },
);

testWithRedis(
  "one that is refused or fails among those of its turn touches none of the others",
  async (server) => {
    await using opened = await open(server);
    const { storage } = opened;
    await send(storage, TO_BOB, "one", "id");
    await storage.join("left", "bob", undefined);
    await server.cli("set", "gim:{p:2:ann:cat}:head", "garbage");
    await server.cli("set", "gim:{p:2:ann:dan}:messages", "garbage");
    const fine = [send(storage, TO_BOB, "two"), send(storage, ROOM, "a")];
    const refused = [
      send(storage, chatroomConversation("nowhere"), "x"),
      send(storage, chatroomConversation("left"), "x"),
      send(storage, TO_BOB, "another", "id"),
    ].map((each) => refusal(() => each));
    const broken = ["cat", "dan"].map((id) =>
      assertRejects(() => send(storage, privateConversation("ann", id), "x"))
    );
    fine.push(send(storage, TO_BOB, "one", "id"), send(storage, ROOM, "b"));
    const outcomes = (await Promise.all(fine)).map(({ repeated }) => repeated);
    assertEquals(outcomes, [false, false, true, false]);
    const codes = (await Promise.all(refused)).map(({ code }) => code);
    assertEquals(codes, [404, 403, 409]);
    for (const fault of await Promise.all(broken)) {
      assertInstanceOf(fault, Error);
      assertStringIncludes(fault.message, "WRONGTYPE");
    }
    assertEquals(await historyOf(storage, TO_BOB), ["one", "two"]);
    assertEquals(await historyOf(storage, ROOM), ["a", "b"]);
  },
);

testWithRedis(
  "of a call without an answer each message is unsettled, and is settled by itself",
  async (server) => {
    const time = new HangingTime();
    await using opened = await open(server, time);
    const { storage } = opened;
    const unsettled = new UnsettledWrites({
      clock: systemClock,
      log: { warn: () => {} },
    });
    await send(storage, ROOM, "first");
    server.pause();
    time.isHanging = true;
    const settled: string[] = [];
    const all = Promise.withResolvers<void>();
    const faults = await Promise.all(
      ["a", "b", "c"].map((each) =>
        assertRejects(
          () =>
            unsettled.over(send(storage, ROOM, each, each), () => {
              if (settled.push(each) === 3) all.resolve();
              return Promise.resolve();
            }),
          ReplyError,
        )
      ),
    );
    for (const fault of faults) assertInstanceOf(fault, Unsettled);
    assertEquals(unsettled.size, 3);
    time.isHanging = false;
    server.resume();
    await all.promise;
    unsettled.stop();
    assertEquals(settled.toSorted(), ["a", "b", "c"]);
    while ((await historyOf(storage, ROOM)).length < 4);
    const again = await Promise.all(
      ["a", "b", "c"].map((each) => send(storage, ROOM, each, each)),
    );
    assertEquals(again.map(({ repeated }) => repeated), [true, true, true]);
    assertEquals(await historyOf(storage, ROOM), ["first", "a", "b", "c"]);
  },
);

testWithRedis(
  "a server that has forgotten its scripts gets them again with the turn's sends",
  async (server) => {
    await using opened = await open(server);
    const { storage } = opened;
    await server.cli("script", "flush");
    const contents = ["a", "b", "c"];
    await Promise.all(contents.map((each) => send(storage, ROOM, each)));
    assertEquals(await historyOf(storage, ROOM), contents);
  },
);
