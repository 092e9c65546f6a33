import { assertEquals } from "@std/assert";
import { CHATROOM, OP } from "../helpers/contract.ts";
import { Gim } from "../helpers/gim.ts";
import { ObservedClient } from "../helpers/observed_client.ts";
import { testWithRedis } from "../helpers/redis_server.ts";

testWithRedis(
  "signals reach other nodes, and so do watchers' events",
  async ({ url }) => {
    const args = [
      ...["--storage", "redis", "--redis-url", url],
      ...["--offline-delay", "50ms"],
    ];
    await using here = await Gim.start({ args });
    await using there = await Gim.start({ args });
    await using ann = await ObservedClient.login(here.ws, "ann");
    const { items } = await ann.ask(OP.watch, { user_ids: ["bob"] });
    assertEquals(items[0]?.online, false);
    const bob = await ObservedClient.login(there.ws, "bob");
    assertEquals((await ann.event("online")).user_id, "bob");
    for (const each of [ann, bob]) await each.ask(OP.join, { id: "room" });
    await ann.event("joined");
    const signal = { type: CHATROOM, target_id: "room", name: "typing" };
    await ann.ask(OP.signal, signal);
    assertEquals((await bob.signal()).session_id, "1:room");
    await bob.ask(OP.signal, { type: 2, target_id: "ann", name: "typing" });
    assertEquals((await ann.signal()).session_id, "2:bob");
    await bob.close();
    assertEquals((await ann.event("offline")).user_id, "bob");
  },
);
