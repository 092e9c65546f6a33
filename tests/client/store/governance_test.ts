import { assertEquals } from "@std/assert";
import { GimStore } from "../../../src/client/store/mod.ts";
import { BY_HAND, FakeNetwork } from "../../helpers/fake_network.ts";
import { Gim } from "../../helpers/gim.ts";
import { flush } from "../../helpers/promises.ts";
import { StoredApplication } from "../../helpers/stored_application.ts";

for (const isNumbered of [false, true]) {
  const mode = isNumbered ? "on" : "off";
  const args = ["--enable-message-sequence", String(isNumbered)];

  Deno.test(`the list follows what admins do to a chatroom, with sequence ${mode}`, async () => {
    await using gim = await Gim.start({ args });
    await using ann = await StoredApplication.start(gim.ws, "ann");
    await using ben = await StoredApplication.start(gim.ws, "ben");
    await ann.store.join({ id: "lobby", name: "Lobby" });
    await ann.client.add({ id: "lobby", user_ids: ["ben"] });
    await ben.list("1:lobby Lobby - 0");
    await ann.client.configure({ id: "lobby", name: "Tea" });
    await ben.list("1:lobby Tea - 0");
    await ann.list("1:lobby Tea - 0");
    await ann.client.remove({ id: "lobby", user_ids: ["ben"] });
    await ben.list();
    await ben.store.join({ id: "lobby" });
    await ben.list("1:lobby Tea - 0");
    await ann.client.ban({ id: "lobby", user_id: "ben" });
    await ben.list();
    await ann.list("1:lobby Tea - 0");
  });
}

Deno.test("a list that was asked for before a removal does not bring the chatroom back", async () => {
  const network = new FakeNetwork({
    answer: ({ name }) => name === "sessions" ? BY_HAND : undefined,
  });
  await using client = network.client();
  using store = new GimStore(client);
  await client.login({ id: "ann" });
  await flush();
  const removed = { event: "removed", session_id: "1:room", by: "bob" };
  network.socket.frame(503, { ...removed, user_ids: ["ann"] });
  const asked = network.socket.asked.find(({ name }) => name === "sessions")!;
  const numbers = { unread: 0, last_sequence: 0, read_sequence: 0 };
  const about = { id: "1:room", type: 1, title: "Room", last: null };
  const items = [{ ...about, ...numbers, updated_at: 1 }];
  network.socket.reply(asked, { items });
  await flush();
  assertEquals([store.isListed, store.conversations], [true, []]);
});
