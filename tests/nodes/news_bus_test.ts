import { assertEquals } from "@std/assert";
import { NewsBus } from "../../src/nodes/news_bus.ts";
import { Channels } from "../../src/storage/redis/channels.ts";

const URLS = ["redis://localhost:6379"];
const READ = {
  event: "read",
  session_id: "2:bob",
  user_id: "ann",
  sequence: 3,
} as const;

/** Nodes of which each hears all that any of them publishes. */
function createNodes(...names: readonly string[]) {
  const heard: [node: string, of: string, news: unknown][] = [];
  const faults: string[] = [];
  const publish = (channel: string, text: string) => {
    for (const bus of buses) bus.hear(channel, text);
  };
  const buses = names.map((node) =>
    new NewsBus({
      node,
      urls: URLS,
      texts: {
        publish,
        publishTo: (_userId, channel, text) => publish(channel, text),
        listen() {},
        unlisten() {},
        settled: () => Promise.resolve(),
        close: () => Promise.resolve(),
      },
      onUser: (id, news) => heard.push([node, `user ${id}`, news]),
      onAll: (event) => heard.push([node, "everybody", event]),
      onNodes: (news) => heard.push([node, "nodes", news]),
      onRoom: (id, news) => heard.push([node, `room ${id}`, news]),
      log: { error: (message) => faults.push(message) },
    })
  );
  return { first: buses[0]!, publish, heard, faults };
}

Deno.test("what a node tells is heard by the others and not by itself", () => {
  const { first, heard, faults } = createNodes("one", "two");
  const news = { kind: "event", event: READ } as const;
  first.tellUser("ann", news);
  first.tellRoom("room", READ);
  const erased = { kind: "erased", userId: "ann" } as const;
  first.tellNodes(erased);
  assertEquals(heard, [
    ["two", "user ann", news],
    ["two", "room room", news],
    ["two", "nodes", erased],
  ]);
  assertEquals(faults, []);
});

Deno.test("what a node published itself is not even parsed, and what another did is", () => {
  const { publish, heard, faults } = createNodes("one");
  const channels = new Channels(URLS);
  publish(channels.user("ann"), "one\nnot JSON");
  publish(channels.room("room"), "event one\nnot JSON");
  assertEquals(faults, []);
  publish(channels.user("ann"), "two\nnot JSON");
  publish(channels.room("room"), "event two\nnot JSON");
  assertEquals(faults, ["unreadable news", "unreadable news"]);
  assertEquals(heard, []);
});

Deno.test("what a script published is heard by every node, also by the one that ran it", () => {
  const { publish, heard } = createNodes("one", "two");
  publish(new Channels(URLS).room("room"), "joined 7 3\nann");
  const moment = { isMember: true, ordinal: 7, hiddenUpTo: 3 };
  const news = { kind: "member", userId: "ann", ...moment };
  const of = "room room";
  assertEquals(heard, [["one", of, news], ["two", of, news]]);
});

Deno.test("the channel of another database is another service's", () => {
  const { publish, heard, faults } = createNodes("one");
  const others = new Channels(["redis://localhost:6379/1"]);
  publish(others.user("ann"), "two\nnot JSON");
  assertEquals([heard, faults], [[], []]);
});
