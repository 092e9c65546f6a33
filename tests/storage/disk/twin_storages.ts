import { assertEquals } from "@std/assert";
import { recallPolicy } from "../../../src/domain/change_policy.ts";
import {
  chatroomConversation,
  type ConversationRef,
  privateConversation,
} from "../../../src/domain/ids.ts";
import { ReplyError } from "../../../src/base/errors.ts";
import type { SettingsChange } from "../../../src/domain/chatroom_settings.ts";
import type { Message } from "../../../src/domain/model.ts";
import { type Actor, SERVICE } from "../../../src/storage/actor.ts";
import type { Storage } from "../../../src/storage/storage.ts";
import { ADMIN, CREATOR, MEMBER } from "../../../src/domain/rank.ts";
import { Random } from "../../helpers/random.ts";

const USERS = ["ann", "bob", "cat", "dan"];
const ROOMS = ["red", "blue"];
const ALL = { after: 0, count: 500, changedAfter: 0 };
const PAGE = { type: undefined, after: undefined, count: 100 };
const HASHES = [undefined, "hash 1", "hash 2"];
const CHANGES: readonly SettingsChange[] = [
  { name: "Red\0room", data: { topic: "cats", ["__proto__"]: "x" } },
  { data: { topic: null } },
  { join: "open", send: "all", slowMode: 0 },
  { join: "password", passwordHash: "hash 1" },
  { join: "invite" },
  { send: "admins" },
  { slowMode: 100 },
  { history: "joined" },
  { history: "all" },
  { maxMembers: 2 },
  { maxMembers: 0 },
];

/** A call that can be made of any storage, after a look at what it holds. */
export interface Step {
  /** The id of the message that it is about, if it is about one. */
  look?(storage: Storage): Promise<string>;
  make(storage: Storage, messageId: string): Promise<unknown>;
}

/** Chooses calls that change something, each as the seed says. */
export class Steps {
  #random: Random;
  #requests = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** The next one. */
  next(): Step {
    const random = this.#random;
    const user = random.pick(USERS);
    const room = random.pick(ROOMS);
    const name = random.chance(0.5) ? `Name ${random.below(9)}` : undefined;
    const ref = this.#conversation(user);
    const sequence = random.below(12);
    if (random.chance(0.4)) return this.#govern(user, room);
    switch (random.below(10)) {
      case 0:
        return { make: (storage) => storage.enter(user, name) };
      case 1:
        return { make: (storage) => storage.touch(user) };
      case 2:
      case 3:
        return this.#join(room, user, name);
      case 4:
        return { make: (storage) => storage.leave(room, user) };
      case 5:
        return { make: (storage) => storage.read(ref, user, sequence) };
      case 6:
        return recallOf(ref, user, sequence);
      default:
        return this.#append(user, ref);
    }
  }

  /** A page of somebody's, which perhaps may not read there. */
  look(): (storage: Storage) => Promise<unknown> {
    const random = this.#random;
    const user = random.pick(USERS);
    const ref = this.#conversation(user);
    const reader = random.chance(0.1) ? SERVICE : user;
    const count = 1 + random.below(8);
    if (random.chance(0.4)) {
      const newest = { before: undefined, count };
      return (storage) => storage.history(ref, reader, newest);
    }
    const after = random.below(14);
    const changedAfter = random.pick([undefined, random.below(4)]);
    const query = { after, count, changedAfter };
    return (storage) => storage.sync(ref, reader, query);
  }

  #join(room: string, user: string, name: string | undefined): Step {
    const passedHash = this.#random.pick(HASHES);
    const terms = { passedHash, mayCreate: this.#random.chance(0.9) };
    return { make: (storage) => storage.join(room, user, name, terms) };
  }

  /** Something that an admin, or who would like to be one, does. */
  #govern(user: string, room: string): Step {
    const random = this.#random;
    const actor: Actor = random.chance(0.3) ? SERVICE : user;
    const userId = random.pick(USERS);
    const some = USERS.filter(() => random.chance(0.3));
    switch (random.below(7)) {
      case 0: {
        const change = random.pick(CHANGES);
        return { make: (storage) => storage.configure(room, actor, change) };
      }
      case 1: {
        const rank = random.pick([MEMBER, ADMIN, CREATOR] as const);
        const target = { userId, rank };
        return { make: (storage) => storage.setRank(room, actor, target) };
      }
      case 2:
        return { make: (storage) => storage.remove(room, actor, some) };
      case 3:
        return { make: (storage) => storage.add(room, actor, some) };
      case 4: {
        const blocked = random.chance(0.5);
        return { make: (storage) => storage.block(user, userId, blocked) };
      }
      default: {
        const kind = random.pick(["ban", "mute"] as const);
        const until = random.pick([undefined, 0, 1_700_000_000_500]);
        const reason = random.chance(0.5) ? "be\0cause" : undefined;
        const change = { kind, userId, until, reason };
        return { make: (storage) => storage.sanction(room, actor, change) };
      }
    }
  }

  #conversation(user: string): ConversationRef {
    const random = this.#random;
    if (random.chance(0.5)) return chatroomConversation(random.pick(ROOMS));
    const others = USERS.filter((each) => each !== user);
    return privateConversation(user, random.pick(others));
  }

  #append(senderId: string, conversation: ConversationRef): Step {
    const random = this.#random;
    const requestId = random.chance(0.5)
      ? `r${Math.max(0, ++this.#requests - random.below(4))}`
      : undefined;
    const content = random.pick(["a", "b\0c", "😀"]);
    const category = random.pick(["text", "picture"]);
    const draft = { conversation, senderId, content, category, requestId };
    return { make: (storage) => storage.append(draft) };
  }
}

/** Takes back a message, whose id is another in each storage. */
function recallOf(
  conversation: ConversationRef,
  userId: string,
  sequence: number,
): Step {
  const policy = recallPolicy(60_000);
  return {
    async look(storage) {
      const query = { ...ALL, after: sequence };
      const page = await storage.sync(conversation, SERVICE, query)
        .catch(() => undefined);
      return page?.items[0]?.id ?? "none";
    },
    make: (storage, messageId) =>
      storage.change({
        kind: "recalled",
        conversation,
        userId,
        messageId,
        policy,
      }),
  };
}

/** What a call comes to, or the code that it is refused with. */
export async function outcomeOf(call: Promise<unknown>): Promise<unknown> {
  try {
    return comparable(await call);
  } catch (thrown) {
    if (thrown instanceof ReplyError) return thrown.code;
    throw thrown;
  }
}

/** Everything that can be read of a storage. */
export async function everything(storage: Storage): Promise<unknown> {
  const found: unknown[] = [];
  const add = async (call: Promise<unknown>) =>
    found.push(await outcomeOf(call));
  const page = { after: undefined, count: 100 };
  for (const room of ROOMS) {
    await add(storage.chatroom(room));
    await add(storage.admission(room));
    await add(storage.members(room, SERVICE, page));
    await add(storage.sanctions(room, SERVICE, page));
  }
  for (const user of USERS) {
    await add(storage.blocks(user, page));
    await add(storage.user(user));
    await add(storage.chatroomsOf(user).then((ids) => [...ids].sort()));
    await add(storage.conversations(user, PAGE));
    for (const room of ROOMS) {
      await add(storage.readChatroom(room, user));
      await add(storage.members(room, user, page));
      await add(storage.sanctions(room, user, page));
      await add(storage.sync(chatroomConversation(room), user, ALL));
    }
    for (const peer of USERS.filter((each) => each !== user)) {
      const ref = privateConversation(user, peer);
      await add(storage.sync(ref, user, ALL));
      const newest = { before: undefined, count: 3 };
      await add(storage.history(ref, user, newest));
    }
  }
  return found;
}

/** What says when, or which, in words of its own. */
const OWN: ReadonlySet<string> = new Set(["ordinal", "next", "lastSeen"]);

/** The same without what may differ, ids of messages too. */
function comparable(value: unknown): unknown {
  const text = JSON.stringify({ value }, (key, part) => {
    if (OWN.has(key)) return undefined;
    return isMessage(part) ? { ...part, id: undefined } : part;
  });
  return JSON.parse(text).value;
}

function isMessage(part: unknown): part is Message {
  return typeof part === "object" && part !== null && "sequence" in part &&
    "id" in part;
}

/** Fails when two storages differ in anything that can be read. */
export async function assertTwins(
  one: Storage,
  other: Storage,
  why: string,
): Promise<void> {
  assertEquals(await everything(one), await everything(other), why);
}
