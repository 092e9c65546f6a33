import { assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { BackEnd, taken } from "../helpers/back_end.ts";
import { TestClient } from "../helpers/client.ts";
import { OP } from "../helpers/contract.ts";
import { withDirectory } from "../helpers/data_directory.ts";
import { Gim } from "../helpers/gim.ts";
import { HAS_REDIS, RedisServer } from "../helpers/redis_server.ts";
import { admin, API_KEY_FLAGS } from "../helpers/server_api.ts";

/** In everything that the user says and is called. */
const MARK = "MARKEDTEXT";

/** A back end that takes nothing, so that everything waits for it. */
function createBackEnd(): BackEnd {
  return new BackEnd(() => new Response("no", { status: 500 }));
}

/**
 * Somebody is called so, says so everywhere, and is erased when the back end was
 * told so once and did not take it.
 */
async function eraseSomebody(gim: Gim, backEnd: BackEnd): Promise<void> {
  await using bob = await TestClient.login(gim.ws, "bob");
  await bob.ask(OP.join, { id: "room" });
  await using ann = await TestClient.login(gim.ws, "ann", { name: MARK });
  await ann.ask(OP.join, { id: "room" });
  const more = { request_id: `${MARK}1`, data: { text: MARK } };
  await ann.say("room", `${MARK} in a room`, more);
  await ann.tell("bob", `${MARK} to bob`, more);
  await bob.tell("ann", "an answer");
  await ann.ask(OP.leave, { id: "room" });
  await backEnd.events("message.created", 3);
  await admin(gim.http, "DELETE /admin/users/ann?messages=true");
}

Deno.test("of who is erased nothing is in the file of a data directory", () =>
  withDirectory(async (dataDir) => {
    await using backEnd = createBackEnd();
    const args = [...API_KEY_FLAGS, ...backEnd.flags];
    {
      await using gim = await Gim.start({ args, dataDir });
      await eraseSomebody(gim, backEnd);
    }
    const file = new DatabaseSync(`${dataDir}/gim.db`);
    file.exec("VACUUM");
    file.close();
    const text = new TextDecoder("latin1")
      .decode(await Deno.readFile(`${dataDir}/gim.db`));
    assertEquals(text.includes(MARK), false);
  }));

Deno.test({
  name: "of who is erased nothing is under any key of Redis",
  ignore: !HAS_REDIS,
  async fn() {
    await using redis = await RedisServer.start();
    await using backEnd = createBackEnd();
    const storage = ["--storage=redis", `--redis-url=${redis.url}`];
    const args = [...API_KEY_FLAGS, ...storage, ...backEnd.flags];
    await using gim = await Gim.start({ args });
    await eraseSomebody(gim, backEnd);
    const kept = await redis.everything();
    assertEquals(kept.length > 0, true);
    assertEquals(kept.filter((each) => each.includes(MARK)), []);
  },
});

Deno.test("a back end is told of the recalls of who is erased, and of nothing before", async () => {
  await using backEnd = createBackEnd();
  await using gim = await Gim.start({
    args: [
      ...API_KEY_FLAGS,
      ...backEnd.flags,
      "--enable-message-sequence",
      "--webhook-events=message",
      "--offline-delay=60s",
    ],
  });
  await eraseSomebody(gim, backEnd);
  const { items } = await admin<{ items: { type: string }[] }>(
    gim.http,
    "GET /admin/hooks",
  );
  const recalls = ["message.recalled", "message.recalled"];
  assertEquals(items.map(({ type }) => type), recalls);
  backEnd.answer = taken;
  for (const { data } of await backEnd.events("message.recalled", 2)) {
    assertEquals(data.sender_id, "ann");
    assertEquals(JSON.stringify(data).includes(MARK), false);
  }
});
