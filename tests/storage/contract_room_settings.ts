import { assertEquals } from "@std/assert";
import type { SettingsChange } from "../../src/domain/chatroom_settings.ts";
import type { Chatroom } from "../../src/domain/model.ts";
import { ADMIN } from "../../src/domain/rank.ts";
import { SERVICE } from "../../src/storage/actor.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { refusal, refusedFor } from "../helpers/refusal.ts";
import type { Test } from "./contract.ts";
import { joinAll } from "./contract_steps.ts";

function configure(storage: Storage, change: SettingsChange, actor = "ann") {
  return storage.configure("room", actor, change);
}

export function roomSettingsContract(test: Test): void {
  test("a chatroom begins open to all, and shows how it is set", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    const { createdAt: _, ...shown } = await storage.chatroom("room");
    assertEquals(shown, {
      id: "room",
      name: "room",
      creator: "ann",
      memberCount: 1,
      join: "open",
      send: "all",
      history: "all",
      maxMembers: 0,
      slowMode: 0,
      data: {},
      version: 1,
    });
  });

  test("a change of settings changes what it names, and the version", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    const before = await storage.chatroom("room");
    const change: SettingsChange = {
      name: "New",
      join: "invite",
      send: "admins",
      history: "joined",
      maxMembers: 7,
      slowMode: 1500,
      data: { a: "1" },
    };
    const done = await configure(storage, change);
    const expected = { ...before, ...change, version: 2 } as Chatroom;
    assertEquals(done, { chatroom: expected, changed: true });
    assertEquals(await storage.chatroom("room"), expected);
    const next = await configure(storage, { slowMode: 0 });
    assertEquals(next.chatroom, { ...expected, slowMode: 0, version: 3 });
  });

  test("a change to what is there already is none", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    await configure(storage, { name: "New", data: { a: "1" } });
    const again = { name: "New", data: { a: "1", b: null }, slowMode: 0 };
    const { changed, chatroom } = await configure(storage, again);
    assertEquals([changed, chatroom.version], [false, 2]);
  });

  test("data is merged, and null deletes a key, whatever its name", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    const data = JSON.parse('{"__proto__":"p","constructor":"c","a":"1"}');
    await configure(storage, { data });
    await configure(storage, { data: { a: null, b: "ü".repeat(512) } });
    const { data: kept } = await storage.chatroom("room");
    const entries = Object.entries(kept).toSorted();
    const rest = [["__proto__", "p"], ["b", "ü".repeat(512)]];
    assertEquals(entries, [...rest, ["constructor", "c"]].toSorted());
  });

  test("too much data is a 413, and changes nothing", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    const keys = Array.from({ length: 32 }, (_, at) => [`k${at}`, "x"]);
    await configure(storage, { data: Object.fromEntries(keys) });
    const before = await storage.chatroom("room");
    for (const data of [{ more: "x" }, { k1: "ü".repeat(513) }]) {
      const change = () => configure(storage, { name: "New", data });
      assertEquals((await refusal(change)).code, 413);
    }
    assertEquals(await storage.chatroom("room"), before);
    await configure(storage, { data: { k1: null, more: "x" } });
  });

  test("only admins, the creator and the service change settings", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob", "cat");
    const asBob = () => configure(storage, { name: "New" }, "bob");
    assertEquals(await refusedFor(asBob), [403, { reason: "role" }]);
    const asDan = () => configure(storage, { name: "New" }, "dan");
    assertEquals(await refusedFor(asDan), [403, null]);
    await storage.setRank("room", "ann", { userId: "bob", rank: ADMIN });
    assertEquals((await asBob()).chatroom.version, 2);
    const { chatroom } = await storage.configure("room", SERVICE, {
      slowMode: 5,
    });
    assertEquals(chatroom.version, 3);
    const nowhere = () => storage.configure("none", "ann", { name: "x" });
    assertEquals((await refusal(nowhere)).code, 404);
  });

  test("settings outlive the last member", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    await configure(storage, { name: "Mine", data: { a: "1" } });
    await storage.leave("room", "ann");
    const { chatroom } = await storage.join("room", "bob", "Not this");
    const { name, data, creator, version } = chatroom;
    assertEquals([name, data, creator], ["Mine", { a: "1" }, "bob"]);
    assertEquals(version, 2);
  });

  test("members read a chatroom, and anybody one that is open", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    const shown = await storage.chatroom("room");
    for (const reader of ["ann", "bob", SERVICE] as const) {
      assertEquals(await storage.readChatroom("room", reader), shown);
    }
    const { chatroom } = await configure(storage, { join: "invite" });
    assertEquals(await storage.readChatroom("room", "ann"), chatroom);
    const asBob = () => storage.readChatroom("room", "bob");
    assertEquals(await refusedFor(asBob), [403, null]);
    const nowhere = () => storage.readChatroom("none", "ann");
    assertEquals((await refusal(nowhere)).code, 404);
  });

  test("a chatroom by invitation is joined by nobody", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    await configure(storage, { join: "invite" });
    const join = () => storage.join("room", "bob", undefined);
    assertEquals(await refusedFor(join), [403, { reason: "invite" }]);
    assertEquals((await storage.join("room", "ann", undefined)).joined, false);
  });

  test("a password is asked for by its hash, which nobody is shown", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    const none = () => configure(storage, { join: "password" });
    assertEquals((await refusal(none)).code, 400);
    const set = { join: "password", passwordHash: "h1" } as const;
    const { chatroom } = await configure(storage, set);
    assertEquals(JSON.stringify(chatroom).includes("h1"), false);
    const expected = { join: "password", passwordHash: "h1" } as const;
    assertEquals(await storage.admission("room"), expected);
    for (const terms of [{}, { passedHash: "h2" }]) {
      const join = () => storage.join("room", "bob", undefined, terms);
      assertEquals(await refusedFor(join), [403, { reason: "password" }]);
    }
    const terms = { passedHash: "h1" };
    const joined = await storage.join("room", "bob", undefined, terms);
    assertEquals(joined.joined, true);
  });

  test("a password is kept while none is asked for", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    await configure(storage, { join: "password", passwordHash: "h1" });
    await configure(storage, { join: "open" });
    await joinAll(storage, "room", "bob");
    await configure(storage, { join: "password" });
    const expected = { join: "password", passwordHash: "h1" } as const;
    assertEquals(await storage.admission("room"), expected);
    const next = await configure(storage, { passwordHash: "h2" });
    assertEquals([next.changed, next.chatroom.version], [true, 5]);
    const join = () =>
      storage.join("room", "cat", undefined, { passedHash: "h1" });
    assertEquals(await refusedFor(join), [403, { reason: "password" }]);
  });

  test("a chatroom that does not exist has no admission, and may not be made where that is not allowed", async ({ storage }) => {
    assertEquals(await storage.admission("room"), undefined);
    const join = () =>
      storage.join("room", "ann", undefined, { mayCreate: false });
    assertEquals((await refusal(join)).code, 404);
    assertEquals(await storage.admission("room"), undefined);
    await joinAll(storage, "room", "bob");
    assertEquals((await join()).joined, true);
  });

  test("a chatroom takes as many members as its admins allow", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob", "cat");
    await configure(storage, { maxMembers: 2 });
    const join = () => storage.join("room", "dan", undefined);
    assertEquals(await refusedFor(join), [403, { reason: "full" }]);
    await storage.leave("room", "bob");
    assertEquals(await refusedFor(join), [403, { reason: "full" }]);
    await storage.leave("room", "cat");
    assertEquals((await join()).joined, true);
    assertEquals((await storage.join("room", "ann", undefined)).joined, false);
  });

  test(
    "no chatroom takes more members than the service allows",
    async ({ storage }) => {
      const ids = Array.from({ length: 8 }, (_, at) => `user${at}`);
      await joinAll(storage, "room", "ann");
      await configure(storage, { maxMembers: 5 });
      const joins = ids.map((id) => storage.join("room", id, undefined));
      const settled = await Promise.allSettled(joins);
      const joined = settled.filter(({ status }) => status === "fulfilled");
      assertEquals(joined.length, 2);
      assertEquals((await storage.chatroom("room")).memberCount, 3);
    },
    { maxMembers: 3 },
  );
}
