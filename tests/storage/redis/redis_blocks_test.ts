import { assertEquals } from "@std/assert";
import { until } from "../../helpers/promises.ts";
import { testWithRedis } from "../../helpers/redis_server.ts";
import { createRedis } from "../../helpers/redis_storage.ts";
import { refusedFor } from "../../helpers/refusal.ts";
import { ANN_TO_BOB, send } from "../contract_steps.ts";

const IDLE_EXPIRY = 24 * 3_600_000;
const FIRST_PAGE = { after: undefined, count: 10 };
const MARK = "gim:{p:2:ann:bob}:blocks";
const LIST = "gim:{u:bob}:blocks";

type Parts = Awaited<ReturnType<typeof createRedis>>;
type Command = (...args: readonly string[]) => Promise<string>;

/** Bob blocks ann and cat; then something else writes to Redis. */
function afterBlocks(
  name: string,
  run: (parts: Parts & { command: Command }) => Promise<void>,
): void {
  testWithRedis(`RedisBlocks: ${name}`, async (server) => {
    const parts = await createRedis([server.url], { idleExpiry: IDLE_EXPIRY });
    const { storage } = parts;
    try {
      for (const id of ["ann", "bob", "cat"]) await storage.enter(id, id);
      for (const id of ["ann", "cat"]) await storage.block("bob", id, true);
      await run({ ...parts, command: (...args) => server.cli(...args) });
    } finally {
      await parts.connection.close();
    }
  });
}

async function blockedBy({ storage }: Parts, userId: string) {
  const { items } = await storage.blocks(userId, FIRST_PAGE);
  return items.map(({ id }) => id).toSorted();
}

afterBlocks(
  "a mark that cannot be read forbids nothing, and is written anew with the next block",
  async (parts) => {
    const { storage, command } = parts;
    const call = () => send(storage, "ann", ANN_TO_BOB);
    const damages = [
      ["set", MARK, "garbage"],
      ["hset", MARK, "bob", "1e400"],
      ["hset", MARK, "bob", ""],
    ];
    for (const [how = "", ...args] of damages) {
      assertEquals(await refusedFor(call), [403, { reason: "blocked" }]);
      await command("del", MARK);
      await command(how, ...args);
      await call();
      const to = { ...ANN_TO_BOB, target: "ann" };
      await send(storage, "bob", to);
      assertEquals(await storage.speaker(ANN_TO_BOB, "ann"), {
        id: "ann",
        name: "ann",
      });
      assertEquals(await blockedBy(parts, "bob"), ["ann", "cat"]);
      await storage.block("bob", "ann", true);
    }
  },
);

afterBlocks(
  "a block that cannot be read costs no other its mark, and its user no conversation",
  async ({ storage, clock, command }) => {
    const ofCat = "gim:{p:2:bob:cat}:blocks";
    await storage.join("room", "bob", undefined);
    await command("hset", LIST, "ann", "garbage", "bob", "1 1", "a b", "1 1");
    const room = "gim:{r:room}:head";
    const before = await command("hget", room, "kept");
    await command("del", ofCat);
    clock.advance(IDLE_EXPIRY / 2);
    await storage.enter("bob", undefined);
    await until(async () => await command("hget", room, "kept") !== before);
    assertEquals(await command("exists", ofCat), "1");
  },
);

afterBlocks(
  "a block that cannot be read is listed, and can be made anew and ended",
  async (parts) => {
    const { storage, command } = parts;
    await command("hset", LIST, "ann", "garbage");
    assertEquals(await blockedBy(parts, "bob"), ["ann", "cat"]);
    await storage.block("bob", "ann", true);
    const value = await command("hget", LIST, "ann");
    assertEquals(/^\d+ \d+$/.test(value), true);
    await storage.block("bob", "ann", false);
    assertEquals(await blockedBy(parts, "bob"), ["cat"]);
    await send(storage, "ann", ANN_TO_BOB);
  },
);

afterBlocks(
  "a mark that cannot be read does not keep its user from being forgotten",
  async (parts) => {
    const { storage, command } = parts;
    await send(storage, "bob", { ...ANN_TO_BOB, target: "ann" });
    await command("del", MARK);
    await command("set", MARK, "garbage");
    await storage.administration.forget("bob");
    assertEquals(await blockedBy(parts, "bob"), []);
  },
);
