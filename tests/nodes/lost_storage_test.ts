import { assertEquals } from "@std/assert";
import {
  chatroomConversation,
  type ConversationRef,
  privateConversation,
} from "../../src/domain/ids.ts";
import type { Message } from "../../src/domain/model.ts";
import { PrivateFeed } from "../../src/nodes/private_feed.ts";
import { RoomFeed } from "../../src/nodes/room_feed.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { createMemory } from "../helpers/memory_storage.ts";

const KEPT = 3;
const LOST = 2;
/** Messages of a chatroom that are read. */
const COUNT = 30;

/** A storage with the first messages of a conversation, always the same ones. */
async function storageWith(ref: ConversationRef, count: number) {
  const clock = new FakeClock();
  const storage = createMemory({ clock });
  await storage.enter("ann", "Ann");
  await storage.join("room", "ann", undefined);
  const append = async (content: string): Promise<Message> => {
    const draft = { conversation: ref, senderId: "ann", category: "text" };
    clock.advance(1);
    const sent = { ...draft, content, requestId: undefined };
    return (await storage.append(sent)).message;
  };
  const first: Message[] = [];
  for (let at = 1; at <= count; at++) first.push(await append(`old ${at}`));
  // Whatever is stored now is stored later than all of these.
  clock.advance(1000);
  return { storage, append, first };
}

type Stored = Awaited<ReturnType<typeof storageWith>>;

/** A storage that another one takes the place of. */
function replaced(stored: Stored) {
  let now: Storage = stored.storage;
  const storage = new Proxy(now, {
    get: (_, name) => {
      const found = Reflect.get(now, name);
      return typeof found === "function" ? found.bind(now) : found;
    },
  });
  const failOver = async (ref: ConversationRef): Promise<Stored> => {
    const replica = await storageWith(ref, KEPT);
    now = replica.storage;
    return replica;
  };
  return { storage, failOver };
}

function fail(fault: unknown): never {
  throw fault;
}

/** What a feed for bob gets of a conversation with ann. */
async function privateBench(delivered = KEPT + LOST) {
  const ref = privateConversation("ann", "bob");
  const stored = await storageWith(ref, KEPT + LOST);
  const { storage, failOver } = replaced(stored);
  const got: string[] = [];
  const titles: string[] = [];
  const clock = new FakeClock();
  const feed = new PrivateFeed({
    storage,
    presence: { isOnline: () => true },
    clock,
    now: () => 0,
    push: {
      deliverTo: ({ message, peer }) => {
        got.push(message.content);
        titles.push(peer.name);
      },
    },
    limit: 10,
    onFault: fail,
  });
  feed.came("bob");
  const take = (message: Message) => {
    const peer = { id: "ann", name: "Ann" };
    feed.take({ userId: "bob", message, peer, origin: undefined });
  };
  for (const each of stored.first.slice(0, delivered)) take(each);
  const replica = await failOver(ref);
  const bench = { feed, got, titles, take, replica, clock };
  return { ...bench, check: () => feed.check("bob", 0) };
}

/** What a feed for a chatroom gets. */
async function roomBench() {
  const ref = chatroomConversation("room");
  const stored = await storageWith(ref, KEPT + LOST);
  const { storage, failOver } = replaced(stored);
  const got: string[] = [];
  const changes: unknown[] = [];
  const clock = new FakeClock();
  const feed = new RoomFeed({
    storage,
    memberships: { take: () => true },
    clock,
    local: {
      stored: ({ message }) => void got.push(message.content),
      changed: ({ change: { message } }) =>
        void changes.push(message.extras?.reactions),
    },
    chatroomPush: { pass: () => {}, together: (run) => run() },
    events: { notifyChatroom: () => {}, notifyMembership: () => {} },
    count: COUNT,
    limit: 10,
    onFault: fail,
    onDisbanded: () => {},
  });
  feed.open("room");
  const take = (message: Message) =>
    feed.take("room", { kind: "append", message, title: "Room" });
  for (const each of stored.first) take(each);
  const replica = await failOver(ref);
  const bench = { feed, got, take, replica, clock, stored, changes };
  return { ...bench, check: () => feed.check("room") };
}

/** Lets what is read arrive. */
async function settle(clock: FakeClock): Promise<void> {
  clock.advance(0);
  await new Promise((resolve) => setTimeout(resolve));
}

const BENCHES = [["a private feed", () => privateBench()], [
  "a chatroom's feed",
  roomBench,
]] as const;

for (const [feed, bench] of BENCHES) {
  for (const count of [0, 1, LOST, LOST + 1, 25]) {
    Deno.test(`${feed} finds ${count} that a storage got after it had lost ${LOST}`, async () => {
      const { got, replica, check, take, clock } = await bench();
      const fresh: Message[] = [];
      for (let at = 0; at < count; at++) {
        fresh.push(await replica.append(`new ${at}`));
      }
      await check();
      const expected = fresh.map(({ content }) => content);
      assertEquals(got.slice(KEPT + LOST), expected);
      // What is published late was delivered, and the next one was not.
      for (const each of fresh) take(each);
      take(await replica.append("next"));
      await settle(clock);
      assertEquals(got.slice(KEPT + LOST), [...expected, "next"]);
    });
  }

  Deno.test(`${feed} that hears of the last one alone finds those before it`, async () => {
    const { got, replica, take, clock } = await bench();
    await replica.append("new 0");
    take(await replica.append("new 1"));
    await settle(clock);
    assertEquals(got.slice(KEPT + LOST), ["new 0", "new 1"]);
  });

  Deno.test(`${feed} in doubt takes no new message for one that follows on a lost one`, async () => {
    const { feed, got, replica, take, clock } = await bench();
    feed.doubt();
    await replica.append("new 0");
    await replica.append("new 1");
    take(await replica.append("new 2"));
    await settle(clock);
    assertEquals(got.slice(KEPT + LOST), ["new 0", "new 1", "new 2"]);
  });
}

Deno.test("a private feed knows who has sent the one message that has the number of the lost one", async () => {
  const { replica, titles, check } = await privateBench(KEPT + 1);
  await replica.append("new");
  await check();
  assertEquals(titles, Array(KEPT + 2).fill("Ann"));
});

Deno.test("a chatroom's feed finds a change of a message that has the number of a lost one", async () => {
  const { feed, stored, replica, changes, check } = await roomBench();
  const react = async ({ storage }: Stored, reaction: string) => {
    const { change } = await storage.change({
      conversation: chatroomConversation("room"),
      userId: "ann",
      messageId: stored.first[0]!.id,
      kind: "reacted",
      reaction,
      on: true,
    });
    return change!;
  };
  const lost = await react(stored, "lost");
  feed.take("room", { kind: "changed", change: lost });
  const fresh = await react(replica, "new");
  assertEquals(lost.number, fresh.number);
  // Published before anybody has looked, it seems to be the lost one.
  feed.take("room", { kind: "changed", change: fresh });
  assertEquals(changes, [[{ reaction: "lost", count: 1 }]]);
  await check();
  await check();
  assertEquals(changes.slice(1), [[{ reaction: "new", count: 1 }]]);
});
