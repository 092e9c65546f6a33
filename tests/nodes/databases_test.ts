import { assertEquals } from "@std/assert";
import { Channels } from "../../src/storage/redis/channels.ts";
import { OP } from "../helpers/contract.ts";
import { Gim } from "../helpers/gim.ts";
import { ObservedClient } from "../helpers/observed_client.ts";
import { testWithRedis } from "../helpers/redis_server.ts";

function startNode(url: string): Promise<Gim> {
  const args = ["--storage", "redis", "--redis-url", url];
  const more = ["--enable-message-sequence", "true"];
  return Gim.start({ args: [...args, ...more] });
}

Deno.test("a channel's name says of which database it is", () => {
  const zero = new Channels(["redis://127.0.0.1:6379"]);
  const one = new Channels(["redis://127.0.0.1:6379/1"]);
  assertEquals(zero.room("lobby"), "gim:{r:lobby}:bus:0");
  assertEquals(one.user("ann"), "gim:{u:ann}:bus:1");
  assertEquals(one.ownerOf(one.user("ann")), { kind: "user", id: "ann" });
  assertEquals(one.ownerOf(zero.user("ann")), undefined);
  const cluster = new Channels(["redis://a:1/3", "redis://b:1/3"]);
  assertEquals(cluster.room("lobby"), zero.room("lobby"), "it has one only");
});

testWithRedis(
  "two services in two databases of one Redis hear nothing of each other",
  async ({ url }) => {
    await using zero = await startNode(url);
    await using one = await startNode(`${url}/1`);
    await using other = await startNode(`${url}/1`);
    await using ann = await ObservedClient.login(zero.ws, "ann");
    await using bob = await ObservedClient.login(zero.ws, "bob");
    await using twin = await ObservedClient.login(one.ws, "bob");
    await using eve = await ObservedClient.login(other.ws, "eve");
    for (const each of [ann, bob, twin, eve]) {
      await each.ask(OP.join, { id: "lobby" });
    }
    await ann.tell("bob", "not for the other one");
    await ann.say("lobby", "nor this");
    const { id } = await bob.tell("ann", "mine");
    await bob.ask(OP.recall, { session_id: "2:ann", message_id: id });
    await ann.ask(OP.leave, { id: "lobby" });
    assertEquals((await bob.push()).items[0]?.content, "not for the other one");
    assertEquals((await bob.push()).items[0]?.content, "nor this");
    // What the two in the other database tell each other comes, and nothing else.
    await eve.tell("bob", "from next to you");
    await eve.say("lobby", "in our lobby");
    const texts = [await twin.push(), await twin.push()]
      .map(({ items }) => items[0]?.content);
    assertEquals(texts.toSorted(), ["from next to you", "in our lobby"]);
    const events = (await twin.unread()).map(({ body }) => body);
    const told = events.map((body) => (body as { event?: string }).event);
    assertEquals(told.filter((event) => event !== "joined"), []);
    assertEquals(told.length, 1, "eve has joined");
  },
);
