import { assertEquals } from "@std/assert";
import type { EventPush } from "../../src/protocol/responses.ts";
import type { SignalPush } from "../../src/protocol/signal_push.ts";
import { Watching } from "../../src/client/watching.ts";
import { FakeNetwork } from "../helpers/fake_network.ts";
import { flush } from "../helpers/promises.ts";

/** A service where these are online. */
function network(online: Set<string>): FakeNetwork {
  return new FakeNetwork({
    answer: ({ name, body }) => {
      if (name === "logout") return {};
      if (name !== "watch") return undefined;
      const ids = body.user_ids as string[];
      return {
        items: ids.map((id) => ({ id, online: online.has(id), last_seen: 1 })),
      };
    },
  });
}

Deno.test("whom one watches is watched again after a reconnect, and what changed meanwhile is told", async () => {
  const online = new Set(["bob"]);
  const net = network(online);
  await using client = net.client();
  const events: EventPush[] = [];
  client.on("event", (event) => events.push(event));
  await client.login({ id: "ann" });
  const user_ids = ["bob", "cat", "dan"];
  const { items } = await client.watch({ user_ids });
  assertEquals(items.map((each) => each.online), [true, false, false]);
  await client.watch({ user_ids: ["dan"], on: false });
  const said = { event: "online", user_id: "cat", last_seen: 2 };
  net.socket.frame(503, said);
  online.delete("bob");
  net.socket.end(1006);
  await net.pass(5000);
  await flush();
  const asked = net.socket.asked.filter(({ name }) => name === "watch");
  assertEquals(asked.map(({ body }) => body), [{ user_ids: ["bob", "cat"] }]);
  assertEquals(events, [
    said as EventPush,
    { event: "offline", user_id: "bob", last_seen: 1 },
    { event: "offline", user_id: "cat", last_seen: 1 },
  ]);
});

/** What watches so many users, and what it asks and emits. */
function bench(users: number) {
  const asked: (readonly string[])[] = [];
  const events: string[] = [];
  let answer = (_: string): boolean | undefined => true;
  const watching: Watching = new Watching({
    ask: ({ user_ids }) => {
      asked.push(user_ids);
      const items = user_ids.flatMap((id) => {
        const online = answer(id);
        return online === undefined ? [] : [{ id, online, last_seen: 1 }];
      });
      if (items.length === 0) return Promise.reject(new Error("refused"));
      return Promise.resolve({ items });
    },
    emit: (event) => {
      if ("user_id" in event) events.push(`${event.event} ${event.user_id}`);
    },
  });
  const items = Array.from({ length: users }, (_, at) => ({
    id: `u${at}`,
    online: true,
    last_seen: 1,
  }));
  watching.note({ user_ids: items.map(({ id }) => id) }, { items });
  const set = (next: typeof answer) => answer = next;
  return { watching, asked, events, set };
}

Deno.test("many who are watched are watched again a hundred at a time, also where the service refuses some", async () => {
  const { watching, asked, events, set } = bench(250);
  set((id) => Number(id.slice(1)) < 100 ? undefined : id !== "u249");
  await watching.again();
  assertEquals(asked.map(({ length }) => length), [100, 100, 50]);
  assertEquals(events, ["offline u249"]);
});

Deno.test("of whom nobody watches any more nothing is told, whenever the answer comes", async () => {
  const { watching, events, set } = bench(2);
  set(() => false);
  const again = watching.again();
  const items = [{ id: "u0", online: true, last_seen: 1 }];
  watching.note({ user_ids: ["u0"], on: false }, { items });
  await again;
  assertEquals(events, ["offline u1"]);
});

Deno.test("after a logout nobody is watched", async () => {
  const net = network(new Set());
  await using client = net.client();
  await client.login({ id: "ann" });
  await client.watch({ user_ids: ["bob"] });
  const logout = client.logout();
  await net.pass(100);
  await logout.catch(() => {});
  await client.login({ id: "ann" });
  await flush();
  assertEquals(net.socket.names.includes("watch"), false);
});

Deno.test("a signal is emitted as it is, and one of no shape is not", async () => {
  const net = network(new Set());
  await using client = net.client();
  const signals: SignalPush[] = [];
  client.on("signal", (signal) => signals.push(signal));
  await client.login({ id: "ann" });
  const sender = { id: "bob", name: "Bob" };
  const signal = { session_id: "2:bob", sender, name: "typing" };
  net.socket.frame(505, signal);
  net.socket.frame(505, { ...signal, data: { a: 1 } });
  await flush();
  assertEquals(signals, [signal, { ...signal, data: { a: 1 } }]);
});
