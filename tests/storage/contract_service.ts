import { assertEquals } from "@std/assert";
import { privateConversation } from "../../src/domain/ids.ts";
import { SERVICE } from "../../src/storage/actor.ts";
import { refusal } from "../helpers/refusal.ts";
import type { Test } from "./contract.ts";
import {
  ANN_TO_BOB,
  contents,
  joinAll,
  ROOM,
  send,
  sendMany,
} from "./contract_steps.ts";

const NEWEST = { before: undefined, count: 9 };
const ALL = { after: 0, count: 9, changedAfter: undefined };

/** What the service reads for itself. */
export function serviceContract(test: Test): void {
  test("the service reads a chatroom that it is no member of, as a member does", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    await sendMany(storage, "ann", ROOM, 3);
    const theirs = await storage.history(ROOM, "ann", NEWEST);
    assertEquals(await storage.history(ROOM, SERVICE, NEWEST), theirs);
    assertEquals(contents(theirs.items), ["1", "2", "3"]);
    const page = await storage.sync(ROOM, SERVICE, ALL);
    assertEquals(page, await storage.sync(ROOM, "ann", ALL));
    const { message } = await send(storage, "ann", ROOM);
    await storage.leave("room", "ann");
    const { items } = await storage.sync(ROOM, SERVICE, { ...ALL, after: 3 });
    assertEquals(items, [message]);
  });

  test("the service has read nothing, and nobody is its peer", async ({ storage }) => {
    await sendMany(storage, "ann", ANN_TO_BOB, 2);
    await storage.read(ANN_TO_BOB, "ann", 2);
    await storage.read(privateConversation("bob", "ann"), "bob", 1);
    const page = await storage.sync(ANN_TO_BOB, SERVICE, ALL);
    assertEquals([page.readSequence, page.peerReadSequence], [0, 0]);
    assertEquals(contents(page.items), ["1", "2"]);
  });

  test("what is not there is no more there for the service", async ({ storage }) => {
    for (
      const read of [
        () => storage.history(ROOM, SERVICE, NEWEST),
        () => storage.sync(ROOM, SERVICE, ALL),
        () => storage.chatroom("room"),
      ]
    ) assertEquals((await refusal(read)).code, 404);
    const { items } = await storage.history(ANN_TO_BOB, SERVICE, NEWEST);
    assertEquals(items, []);
  });

  test("chatroom() tells what a join told, whoever is in it", async ({ storage }) => {
    const { chatroom } = await storage.join("room", "ann", "The room");
    assertEquals(await storage.chatroom("room"), chatroom);
    await storage.join("room", "bob", undefined);
    const both = { ...chatroom, memberCount: 2 };
    assertEquals(await storage.chatroom("room"), both);
    for (const each of ["ann", "bob"]) await storage.leave("room", each);
    const none = { ...chatroom, creator: "", memberCount: 0 };
    assertEquals(await storage.chatroom("room"), none);
  });
}
