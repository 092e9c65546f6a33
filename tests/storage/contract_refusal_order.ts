import { assertEquals } from "@std/assert";
import { editPolicy } from "../../src/domain/change_policy.ts";
import { chatroomConversation } from "../../src/domain/ids.ts";
import { ADMIN, MEMBER } from "../../src/domain/rank.ts";
import type { Governance } from "../../src/storage/governance.ts";
import type { Draft, Storage } from "../../src/storage/storage.ts";
import { refusal } from "../helpers/refusal.ts";
import type { Test } from "./contract.ts";
import { ANN_TO_BOB, joinAll, ROOM, send } from "./contract_steps.ts";

/*
 * Where several refusals apply at once, every storage says the same one: who
 * the user is here comes before what they ask for, and that before what is
 * full.
 */

/** What a call is refused with: the code, and how the message begins. */
async function assertRefused(
  call: () => Promise<unknown>,
  code: number,
  begins: string,
): Promise<void> {
  const found = await refusal(call);
  const beginning = found.message.slice(0, begins.length);
  assertEquals([found.code, beginning], [code, begins]);
}

const EDIT_WINDOW = 1000;
const NO_MESSAGE = "no such message";
const NOT_A_MEMBER = "not a member";
const BANNED = "you are banned";

/** ann is the creator of the chatroom, and bob a member of it. */
async function annAndBob(storage: Storage): Promise<void> {
  for (const id of ["ann", "bob", "cat"]) await storage.enter(id, undefined);
  await joinAll(storage, "room", "ann", "bob");
}

type SanctionKind = Parameters<Governance["sanction"]>[2]["kind"];

/** ann imposes it for ever. */
async function impose(
  storage: Storage,
  kind: SanctionKind,
  userId: string,
): Promise<void> {
  const change = { kind, userId, until: undefined, reason: undefined };
  await storage.sanction("room", "ann", change);
}

const ANSWER_TO_NOTHING: Partial<Draft> = { extras: { replyTo: "none" } };
const LOUD = { priority: "high", replyTo: "none" } as const;
const TO_ALL = { mentions: ["*"], replyTo: "none" } as const;

export function refusalOrderContract(test: Test): void {
  sendOrderContract(test);
  changeOrderContract(test);
  joinOrderContract(test);
  governanceOrderContract(test);
  readOrderContract(test);
}

function sendOrderContract(test: Test): void {
  test("a send is refused for a ban, a mute, who may send, slow mode, rank and reply, in this order", async ({ storage, administration }) => {
    const loud = () => send(storage, "bob", ROOM, { extras: LOUD });
    await assertRefused(loud, 404, "no such chatroom");
    await annAndBob(storage);
    const slow = { slowMode: 60_000 };
    await storage.configure("room", "ann", slow);
    await send(storage, "bob", ROOM, { requestId: "r" });
    await storage.configure("room", "ann", { send: "admins" });
    await impose(storage, "mute", "bob");
    const conflict = () =>
      send(storage, "bob", ROOM, { requestId: "r", content: "other" });
    await assertRefused(conflict, 409, "request_id");
    await assertRefused(loud, 403, "you are muted");
    await impose(storage, "ban", "bob");
    await assertRefused(loud, 403, BANNED);
    await assertRefused(conflict, 403, BANNED);
    for (const kind of ["ban", "mute"] as const) {
      const lift = { kind, userId: "bob", until: 0, reason: undefined };
      await storage.sanction("room", "ann", lift);
    }
    await assertRefused(loud, 403, NOT_A_MEMBER);
    await joinAll(storage, "room", "bob");
    await assertRefused(loud, 403, "only admins");
    await storage.configure("room", "ann", { send: "all" });
    await assertRefused(loud, 429, "slow mode");
    await storage.configure("room", "ann", { slowMode: 0 });
    await assertRefused(loud, 403, "priority");
    const toAll = () => send(storage, "bob", ROOM, { extras: TO_ALL });
    await assertRefused(toAll, 403, "mentions");
    const reply = () => send(storage, "bob", ROOM, ANSWER_TO_NOTHING);
    await assertRefused(reply, 404, NO_MESSAGE);
    await administration.disband("room");
    await assertRefused(conflict, 404, "no such chatroom");
  });

  test("a private send is refused for its request id, a block, and its reply, in this order", async ({ storage }) => {
    await annAndBob(storage);
    await send(storage, "ann", ANN_TO_BOB, { requestId: "r" });
    await storage.block("bob", "ann", true);
    const reply = (requestId?: string) =>
      send(storage, "ann", ANN_TO_BOB, { ...ANSWER_TO_NOTHING, requestId });
    await assertRefused(() => reply("r"), 409, "request_id");
    await assertRefused(() => reply(), 403, "target_id: bob has blocked you");
    await storage.block("bob", "ann", false);
    await assertRefused(() => reply(), 404, NO_MESSAGE);
  });
}

function changeOrderContract(test: Test): void {
  test("an edit is refused for who the user is, a mute, who may send, the message and its age, in this order", async ({ storage, advance }) => {
    await annAndBob(storage);
    const { message: own } = await send(storage, "bob", ROOM);
    const { message: other } = await send(storage, "ann", ROOM);
    const edit = (messageId: string, userId = "bob") => () =>
      storage.change({
        kind: "edited",
        conversation: ROOM,
        userId,
        messageId,
        policy: editPolicy(EDIT_WINDOW),
        content: "changed",
        data: undefined,
      });
    await advance(EDIT_WINDOW + 1);
    await assertRefused(edit("none", "cat"), 403, NOT_A_MEMBER);
    await impose(storage, "mute", "bob");
    await storage.configure("room", "ann", { send: "admins" });
    await assertRefused(edit("none"), 403, "you are muted");
    const lift = { kind: "mute", userId: "bob", until: 0 } as const;
    await storage.sanction("room", "ann", { ...lift, reason: undefined });
    await assertRefused(edit("none"), 403, "only admins");
    await storage.configure("room", "ann", { send: "all" });
    await assertRefused(edit("none"), 404, NO_MESSAGE);
    await assertRefused(edit(other.id), 403, "message_id: you did not send");
    await assertRefused(edit(own.id), 403, "message_id: sent more than");
  });

  test("a reaction of somebody muted is refused before its message is looked for", async ({ storage }) => {
    await annAndBob(storage);
    await impose(storage, "mute", "bob");
    const react = () =>
      storage.change({
        kind: "reacted",
        conversation: ROOM,
        userId: "bob",
        messageId: "none",
        reaction: "+1",
        on: true,
      });
    await assertRefused(react, 403, "you are muted");
    await storage.leave("room", "bob");
    await assertRefused(react, 403, NOT_A_MEMBER);
  });
}

function joinOrderContract(test: Test): void {
  test(
    "a join is refused for a ban, the way in, a full chatroom and the user's quota, in this order",
    async ({ storage }) => {
      await joinAll(storage, "other", "cat");
      await joinAll(storage, "room", "ann");
      await storage.configure("room", "ann", {
        join: "invite",
        maxMembers: 1,
        passwordHash: "hash",
      });
      await impose(storage, "ban", "cat");
      const join = () => storage.join("room", "cat", undefined, {});
      await assertRefused(join, 403, BANNED);
      const lift = { kind: "ban", userId: "cat", until: 0 } as const;
      await storage.sanction("room", "ann", { ...lift, reason: undefined });
      await assertRefused(
        join,
        403,
        "id: chatroom room is joined by invitation",
      );
      await storage.configure("room", "ann", { join: "password" });
      await assertRefused(join, 403, "password");
      await storage.configure("room", "ann", { join: "open" });
      await assertRefused(join, 403, "id: chatroom room has as many members");
      await storage.configure("room", "ann", { maxMembers: 0 });
      await assertRefused(join, 403, "id: you are in 1 chatrooms");
      const createdByNobody = () =>
        storage.join("none", "cat", undefined, { mayCreate: false });
      await assertRefused(createdByNobody, 404, "no such chatroom");
      const own = () => storage.join("none", "cat", undefined);
      await assertRefused(own, 403, "id: you are in 1 chatrooms");
    },
    { quotas: { maxJoined: 1, maxCreated: 1 } },
  );

  test("who is added is refused as unknown, blocking, banned or too many, in this order", async ({ storage }) => {
    await annAndBob(storage);
    await storage.configure("room", "ann", { maxMembers: 2 });
    for (const id of ["cat", "dan"]) await impose(storage, "ban", id);
    await storage.block("cat", "ann", true);
    const reasonOf = async (id: string) =>
      (await storage.add("room", "ann", [id])).refused[0]?.reason;
    assertEquals(await reasonOf("dan"), "unknown");
    assertEquals(await reasonOf("cat"), "blocked");
    await storage.block("cat", "ann", false);
    assertEquals(await reasonOf("cat"), "banned");
    const lift = { kind: "ban", userId: "cat", until: 0 } as const;
    await storage.sanction("room", "ann", { ...lift, reason: undefined });
    assertEquals(await reasonOf("cat"), "full");
  });
}

/** What bob may not do, whatever it is about. */
function actsOf(storage: Storage, userId: string): (() => Promise<unknown>)[] {
  const target = { userId: "nobody", rank: ADMIN } as const;
  const ban = { kind: "ban", userId: "ann", until: undefined } as const;
  return [
    () => storage.configure("room", userId, { join: "password" }),
    () => storage.setRank("room", userId, target),
    () => storage.remove("room", userId, ["ann"]),
    () => storage.sanction("room", userId, { ...ban, reason: undefined }),
    () => storage.sanctions("room", userId, { after: undefined, count: 1 }),
  ];
}

function governanceOrderContract(test: Test): void {
  test("an act is refused for the chatroom, a ban, a membership, a rank, and then for what it is", async ({ storage }) => {
    const assertAll = async (code: number, begins: string) => {
      for (const act of actsOf(storage, "bob")) {
        await assertRefused(act, code, begins);
      }
    };
    await assertAll(404, "no such chatroom");
    await annAndBob(storage);
    await assertAll(403, "your role");
    await impose(storage, "ban", "bob");
    await assertAll(403, BANNED);
    const lift = { kind: "ban", userId: "bob", until: 0 } as const;
    await storage.sanction("room", "ann", { ...lift, reason: undefined });
    await assertAll(403, NOT_A_MEMBER);
    const [configure, setRank, remove, sanction] = actsOf(storage, "ann");
    await assertRefused(configure!, 400, "password");
    await assertRefused(setRank!, 404, "user_id: nobody is not a member");
    await assertRefused(remove!, 403, "ann does not stand below");
    await assertRefused(sanction!, 403, "ann does not stand below");
    const own = { userId: "ann", rank: MEMBER } as const;
    const lower = () => storage.setRank("room", "ann", own);
    await assertRefused(lower, 403, "ann does not stand below");
  });
}

function readOrderContract(test: Test): void {
  test("what somebody may not see is refused before it is looked for", async ({ storage }) => {
    await annAndBob(storage);
    await send(storage, "ann", ROOM);
    const reads = (userId: string) => [
      () => storage.read(ROOM, userId, 5),
      () => storage.history(ROOM, userId, { before: "none", count: 1 }),
      () =>
        storage.reactors({
          conversation: ROOM,
          userId,
          messageId: "none",
          reaction: "+1",
          after: undefined,
          count: 1,
        }),
    ];
    for (const read of reads("cat")) {
      await assertRefused(read, 403, NOT_A_MEMBER);
    }
    await impose(storage, "ban", "cat");
    for (const read of reads("cat")) await assertRefused(read, 403, BANNED);
    const [mark, page, reactors] = reads("bob");
    await assertRefused(mark!, 400, "sequence");
    for (const each of [page!, reactors!]) {
      await assertRefused(each, 404, NO_MESSAGE);
    }
    const nowhere = chatroomConversation("nowhere");
    const gone = () => storage.read(nowhere, "cat", 5);
    await assertRefused(gone, 404, "no such chatroom");
  });
}
