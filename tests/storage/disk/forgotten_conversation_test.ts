import { assertEquals } from "@std/assert";
import { privateConversation } from "../../../src/domain/ids.ts";
import { clearAll, openDisk } from "../../helpers/disk_storage.ts";
import {
  ANN_TO_BOB,
  contents,
  send,
  sendMany,
  syncOf,
} from "../contract_steps.ts";

Deno.test("a new conversation has nothing of one that was forgotten a moment before", async () => {
  using disk = openDisk({ quotas: { maxUnanswered: 1 } });
  const { storage } = disk;
  await sendMany(storage, "ann", ANN_TO_BOB, 3);
  const toCat = privateConversation("ann", "cat");
  await send(storage, "ann", toCat, { content: "anew" });
  await clearAll(disk);
  const page = await syncOf(storage, "cat", toCat);
  assertEquals(contents(page.items), ["anew"]);
  const again = { content: "again", requestId: "r" };
  await send(storage, "ann", toCat, again);
  await send(storage, "ann", ANN_TO_BOB, again);
  await clearAll(disk);
  const { items } = await syncOf(storage, "bob", ANN_TO_BOB);
  assertEquals(contents(items), ["again"]);
});
