import { assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { TestClient } from "../helpers/client.ts";
import { OP } from "../helpers/contract.ts";
import { withDirectory } from "../helpers/data_directory.ts";
import { Gim } from "../helpers/gim.ts";
import { get, tokenFor } from "../helpers/http.ts";
import { until } from "../helpers/promises.ts";
import { testWithRedis } from "../helpers/redis_server.ts";
import { admin, API_KEY_FLAGS } from "../helpers/server_api.ts";

/** Somebody who says nothing and only reacts; no program has this. */
const FAN = "fan-qzmarkerzq";
const ARGS = [...API_KEY_FLAGS, "--enable-message-sequence=true"];

/** Somebody reacts to messages of others in several ways, and is erased. */
async function eraseReactor(gim: Gim): Promise<void> {
  await using bob = await TestClient.login(gim.ws, "bob");
  await bob.ask(OP.join, { id: "room" });
  const { id: message_id } = await bob.say("room", "hello");
  const token = await tokenFor(gim.http, FAN);
  await get(gim.http, "PUT /chatrooms/room/members/me", { token, body: {} });
  for (const reaction of ["+1", "a%20b"]) {
    const path =
      `/sessions/1:room/messages/${message_id}/reactions/${reaction}`;
    await get(gim.http, `PUT ${path}`, { token });
  }
  await admin(gim.http, `DELETE /admin/users/${FAN}`);
  const { items } = await bob.ask(OP.history, { session_id: "1:room" });
  assertEquals(items.map(({ reactions }) => reactions), [undefined]);
}

Deno.test("of who only reacted nothing is in memory when they are erased", async () => {
  await using gim = await Gim.start({
    args: [
      ...ARGS,
      // A thread has a heap of its own; the snapshot is of one.
      ...["--profiling-enabled", "--gateway-worker=1"],
      "--message-push-duration=10ms",
    ],
  });
  await eraseReactor(gim);
  // What is told of the reactions goes a moment later.
  await until(async () => {
    const response = await fetch(`${gim.http}/debug/pprof/heapsnapshot`);
    const snapshot = await response.text();
    assertEquals(response.status, 200);
    // Not within a text: the runtime keeps the path of a request to a route.
    return !snapshot.includes(`"${FAN}`);
  });
});

Deno.test("nor in the file of a data directory", () =>
  withDirectory(async (dataDir) => {
    {
      await using gim = await Gim.start({ args: ARGS, dataDir });
      await eraseReactor(gim);
    }
    const file = new DatabaseSync(`${dataDir}/gim.db`);
    file.exec("VACUUM");
    file.close();
    const text = new TextDecoder("latin1")
      .decode(await Deno.readFile(`${dataDir}/gim.db`));
    assertEquals(text.includes(FAN), false);
  }));

testWithRedis("nor under any key of Redis", async (redis) => {
  const storage = ["--storage=redis", `--redis-url=${redis.url}`];
  await using gim = await Gim.start({ args: [...ARGS, ...storage] });
  await eraseReactor(gim);
  const kept = await redis.everything();
  assertEquals(kept.filter((each) => each.includes(FAN)), []);
});
