import { recallPolicy } from "../../../src/domain/change_policy.ts";
import { assert, assertEquals } from "@std/assert";
import {
  chatroomConversation,
  type ConversationRef,
  privateConversation,
} from "../../../src/domain/ids.ts";
import { ReplyError } from "../../../src/base/errors.ts";
import type { MemoryStorage } from "../../../src/storage/memory/memory_storage.ts";
import { SERVICE } from "../../../src/storage/actor.ts";
import { ADMIN, MEMBER } from "../../../src/domain/rank.ts";
import { MAX_BLOCKS, MAX_SANCTIONS } from "../../../src/domain/sanction.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";
import { heapInUse } from "../../helpers/heap.ts";
import { createMemory } from "../../helpers/memory_storage.ts";
import { Random } from "../../helpers/random.ts";

const BOUNDS = {
  historyLimit: 20,
  storageLimit: 100_000,
  dataLimit: 10_000,
  idleExpiry: 60_000,
  maxUsers: 80,
  maxChatrooms: 20,
  maxMemberships: 90,
  maxPrivates: 60,
  maxRequestIds: 40,
  requestIdAge: 30_000,
} as const;
const OPERATIONS_A_ROUND = 20_000;
const ROUNDS = 8;
/** Rounds until every bound has been reached and all code is compiled. */
const WARM_UP = 3;

/** Somebody who does whatever one may, at random. */
class Crowd {
  #random: Random;
  #clock = new FakeClock();
  #online = new Set<string>();
  #recent: { ref: ConversationRef; userId: string; messageId: string }[] = [];
  readonly storage: MemoryStorage;
  readonly refusals = new Map<number, number>();

  constructor(seed: number) {
    this.#random = new Random(seed);
    this.storage = createMemory({
      clock: this.#clock,
      isOnline: (userId) => this.#online.has(userId),
      ...BOUNDS,
    });
  }

  /** Does one thing; a refusal is a result as any. */
  async step(): Promise<void> {
    const act = this.#random.pick(this.#acts);
    try {
      await act();
    } catch (thrown) {
      if (!(thrown instanceof ReplyError)) throw thrown;
      const { code } = thrown;
      this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
    }
  }

  /** Lets so much time pass that everything is forgotten. */
  leaveAlone(): void {
    this.#online.clear();
    for (let look = 0; look < 3; look++) {
      this.#clock.advance(BOUNDS.idleExpiry + 1);
      this.storage.forgetIdle();
    }
  }

  /** Mostly some who are often here, else one of very many. */
  #user(): string {
    const many = this.#random.chance(0.3);
    return `user-${this.#random.below(many ? 1_000_000 : 60)}`;
  }

  #room(): string {
    const many = this.#random.chance(0.2);
    return `room-${this.#random.below(many ? 1_000_000 : 15)}`;
  }

  #conversation(userId: string): ConversationRef {
    return this.#random.chance(0.6)
      ? chatroomConversation(this.#room())
      : privateConversation(userId, this.#user());
  }

  async #append(): Promise<void> {
    const random = this.#random;
    const userId = this.#user();
    const ref = this.#conversation(userId);
    const { message } = await this.storage.append({
      conversation: ref,
      senderId: userId,
      category: "text",
      content: "x".repeat(random.below(2000)),
      requestId: random.chance(0.5) ? `r${random.below(1e9)}` : undefined,
    });
    this.#recent.push({ ref, userId, messageId: message.id });
    if (this.#recent.length > 50) this.#recent.shift();
  }

  async #read(): Promise<void> {
    const userId = this.#user();
    const ref = this.#conversation(userId);
    const query = { after: 0, count: 50, changedAfter: 0 };
    const { lastSequence } = await this.storage.sync(ref, userId, query);
    await this.storage.read(ref, userId, this.#random.below(lastSequence + 1));
    await this.storage.history(ref, userId, { before: undefined, count: 50 });
  }

  async #look(): Promise<void> {
    const userId = this.#user();
    const list = { type: undefined, after: undefined, count: 10 };
    await this.storage.conversations(userId, list);
    await this.storage.chatroomsOf(userId);
    const page = { after: undefined, count: 10 };
    await this.storage.members(this.#room(), userId, page);
  }

  /** What a user does to a chatroom of theirs, to another user, or to both. */
  async #govern(): Promise<void> {
    const random = this.#random;
    const [room, userId] = [this.#room(), this.#user()];
    const other = `user-${random.below(20)}`;
    const kind = random.pick(["ban", "mute"] as const);
    const until = random.pick([0, undefined, this.#clock.now() + 5000]);
    const change = { kind, userId: other, until, reason: "x".repeat(100) };
    const rank = random.pick([MEMBER, ADMIN] as const);
    const acts = [
      () => this.storage.sanction(room, userId, change),
      () => this.storage.sanction(room, SERVICE, change),
      () => this.storage.add(room, userId, [other, this.#user()]),
      () => this.storage.remove(room, userId, [other]),
      () => this.storage.setRank(room, SERVICE, { userId: other, rank }),
      () => this.storage.configure(room, userId, { slowMode: 1000 }),
      () => this.storage.configure(room, SERVICE, { slowMode: 0 }),
      () => this.storage.block(userId, other, random.chance(0.7)),
    ];
    await random.pick<() => Promise<unknown>>(acts)();
  }

  async #describe(): Promise<void> {
    const { storage } = this;
    const [room, userId] = [this.#room(), this.#user()];
    const value = this.#random.pick([null, "x".repeat(400)]);
    const data = { [`key-${this.#random.below(3)}`]: value };
    const acts = [
      () => storage.setProfile(userId, { data }),
      () => storage.configure(room, SERVICE, { data }),
    ];
    await this.#random.pick<() => Promise<unknown>>(acts)();
  }

  #comeOrGo(): void {
    const userId = this.#user();
    if (this.#online.delete(userId)) return;
    if (this.#online.size < 30) this.#online.add(userId);
  }

  #pass(): void {
    this.#clock.advance(this.#random.below(2000));
    if (this.#random.chance(0.1)) this.storage.forgetIdle();
  }

  #acts: readonly (() => Promise<unknown> | void)[] = [
    () => this.#append(),
    () => this.#append(),
    () => this.#append(),
    () => this.storage.enter(this.#user(), `name ${this.#random.next()}`),
    () => this.storage.touch(this.#user()),
    () => this.storage.join(this.#room(), this.#user(), undefined),
    () => this.storage.join(this.#room(), this.#user(), "A room"),
    () => this.storage.leave(this.#room(), this.#user()),
    () => this.#read(),
    () => this.#look(),
    () => this.#govern(),
    () => this.#describe(),
    () => this.#comeOrGo(),
    () => this.#pass(),
    () => {
      const { ref: conversation, userId, messageId } = this.#random.pick(
        this.#recent,
      ) ?? { ref: this.#conversation("u"), userId: "u", messageId: "m" };
      const policy = recallPolicy(120_000);
      return this.storage.change({
        kind: "recalled",
        conversation,
        userId,
        messageId,
        policy,
      });
    },
  ];
}

function assertWithinBounds(counts: Readonly<Record<string, number>>): void {
  const { maxUsers, maxChatrooms, maxMemberships, maxPrivates } = BOUNDS;
  const most: Record<string, number> = {
    users: maxUsers,
    chatrooms: maxChatrooms,
    memberships: maxMemberships,
    privates: maxPrivates,
    // Each takes 300 bytes at least.
    messages: BOUNDS.storageLimit / 300,
    messageBytes: BOUNDS.storageLimit,
    requestIds: BOUNDS.maxRequestIds,
    sanctions: maxChatrooms * MAX_SANCTIONS,
    blocks: maxUsers * MAX_BLOCKS,
    dataBytes: BOUNDS.dataLimit,
    usersWithConversations: maxMemberships + 2 * maxPrivates,
  };
  for (const [figure, value] of Object.entries(counts)) {
    const bound = most[figure];
    assert(bound !== undefined, `no bound is stated for ${figure}`);
    assert(value >= 0 && value <= bound, `${figure}: ${value} of ${bound}`);
  }
}

Deno.test("memory stays within its bounds under any sequence of valid requests", async () => {
  const crowd = new Crowd(20_240_607);
  const heap: number[] = [];
  const highest: Record<string, number> = {};
  for (let round = 0; round < ROUNDS; round++) {
    for (let done = 0; done < OPERATIONS_A_ROUND; done++) {
      await crowd.step();
      if (done % 100 !== 0) continue;
      const { counts } = crowd.storage;
      assertWithinBounds({ ...counts });
      for (const [figure, value] of Object.entries(counts)) {
        highest[figure] = Math.max(highest[figure] ?? 0, value);
      }
    }
    heap.push(heapInUse());
  }
  // Else the bounds would not have been tried.
  assertEquals(highest.users, BOUNDS.maxUsers);
  assertEquals(highest.chatrooms, BOUNDS.maxChatrooms);
  assertEquals(highest.memberships, BOUNDS.maxMemberships);
  assertEquals(highest.privates, BOUNDS.maxPrivates);
  assertEquals(highest.requestIds, BOUNDS.maxRequestIds);
  assert((highest.messageBytes ?? 0) > BOUNDS.storageLimit * 0.98);
  assert((highest.dataBytes ?? 0) > BOUNDS.dataLimit * 0.9);
  assert((crowd.refusals.get(503) ?? 0) > 0);
  const [settled = 0, ...later] = heap.slice(WARM_UP);
  const growth = Math.max(...later) - settled;
  assert(growth < 512 * 1024, `the heap grew by ${growth}: ${heap}`);
  crowd.leaveAlone();
  const left = Object.values(crowd.storage.counts);
  assertEquals(left, left.map(() => 0), "something outlived its users");
});
