import { assertEquals } from "@std/assert";
import { UserExport } from "../../src/chat/user_export.ts";
import { Views } from "../../src/protocol/views.ts";
import { OutOfReach } from "../../src/storage/shared/out_of_reach.ts";
import { refusal } from "../helpers/refusal.ts";
import { RulesBench } from "../helpers/rules.ts";

/** Ann in two chatrooms, and the kinds of the lines of an export of her. */
async function annIsExported() {
  const { storage, administration, clock, chatrooms, http } = new RulesBench();
  for (const id of ["one", "two"]) await chatrooms.join(http("ann"), { id });
  const views = new Views({ sequence: true });
  const { now } = clock;
  const parts = { storage, administration, views, clock, now };
  const exports = new UserExport(parts);
  const kinds = async () => {
    const found: string[] = [];
    for await (const { kind } of await exports.lines("ann")) found.push(kind);
    return found;
  };
  return { storage, administration, kinds };
}

Deno.test("an outage in the middle of an export ends it, and leaves no chatroom out", async () => {
  const { storage, kinds } = await annIsExported();
  storage.chatroom = () => Promise.reject(new OutOfReach());
  assertEquals((await refusal(kinds)).code, 503);
});

Deno.test("a chatroom that goes while its member is exported is passed over", async () => {
  const { storage, administration, kinds } = await annIsExported();
  const { chatroom } = storage;
  storage.chatroom = async (id) => {
    if (id === "one") await administration.disband(id);
    return await chatroom(id);
  };
  assertEquals(await kinds(), ["profile", "membership"]);
});
