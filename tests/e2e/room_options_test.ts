import { assertEquals } from "@std/assert";
import { OP } from "../helpers/contract.ts";
import { Gim } from "../helpers/gim.ts";
import { call, tokenFor } from "../helpers/http.ts";
import { ObservedClient } from "../helpers/observed_client.ts";

Deno.test("a chatroom has no more members than --max-members, or than its admins say", async () => {
  await using gim = await Gim.start({ args: ["--max-members", "2"] });
  await using ann = await ObservedClient.login(gim.ws, "ann");
  await using bob = await ObservedClient.login(gim.ws, "bob");
  await using cat = await ObservedClient.login(gim.ws, "cat");
  const full = { code: 403, reason: "full" };
  for (const each of [ann, bob]) await each.ask(OP.join, { id: "room" });
  assertEquals(await cat.refusal(OP.join, { id: "room" }), full);
  await bob.ask(OP.join, { id: "room" });
  const added = await ann.ask(OP.add, { id: "room", user_ids: ["cat"] });
  assertEquals(added.refused, [{ id: "cat", reason: "full" }]);
  await ann.refused(400, OP.configure, { id: "room", max_members: 3 });
  await ann.ask(OP.configure, { id: "room", max_members: 1 });
  assertEquals((await bob.ask(OP.members, { id: "room" })).total, 2);
  await bob.ask(OP.leave, { id: "room" });
  assertEquals(await bob.refusal(OP.join, { id: "room" }), full);
});

Deno.test("with --room-creation api users make no chatroom", async () => {
  await using gim = await Gim.start({ args: ["--room-creation", "api"] });
  await using ann = await ObservedClient.login(gim.ws, "ann");
  await ann.refused(404, OP.join, { id: "room" });
  const token = await tokenFor(gim.http, "ann");
  const line = "PUT /chatrooms/room/members/me";
  assertEquals((await call(gim.http, line, { token })).status, 404);
});
