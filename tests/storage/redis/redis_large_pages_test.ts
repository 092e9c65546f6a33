import { assert, assertEquals } from "@std/assert";
import { privateConversation } from "../../../src/domain/ids.ts";
import type { RedisStorage } from "../../../src/storage/redis/redis_storage.ts";
import { type RedisServer, testWithRedis } from "../../helpers/redis_server.ts";
import { createRedis } from "../../helpers/redis_storage.ts";

const REF = privateConversation("ann", "bob");
const MESSAGES = 90;
const CONTENT = "x".repeat(30_000);
/** Messages of this size in 512 KiB, and up to 16 that are read with them. */
const MOST = 18 + 16;

async function fill(storage: RedisStorage): Promise<void> {
  for (let at = 1; at <= MESSAGES; at++) {
    await storage.append({
      conversation: REF,
      senderId: "ann",
      category: "text",
      content: `${at} ${CONTENT}`,
      requestId: undefined,
    });
  }
}

/** Bytes that Redis has sent to all its clients. */
async function sentBy(server: RedisServer): Promise<number> {
  const stats = await server.cli("info", "stats");
  return Number(/total_net_output_bytes:(\d+)/.exec(stats)?.[1]);
}

testWithRedis(
  "RedisStorage: pages of large messages are read no further than a frame reaches, and lead through all",
  async (server) => {
    const { connection, storage } = await createRedis([server.url]);
    try {
      await fill(storage);
      const before = await sentBy(server);
      const newest = await storage.history(REF, "bob", {
        before: undefined,
        count: 500,
      });
      assert(await sentBy(server) - before < (MOST + 4) * CONTENT.length);
      assertEquals([newest.hasMore, newest.items.at(-1)?.sequence], [
        true,
        MESSAGES,
      ]);
      assert(newest.items.length <= MOST);

      const back: number[] = [];
      let id: string | undefined;
      for (let more = true; more;) {
        const page = await storage.history(REF, "bob", {
          before: id,
          count: 50,
        });
        back.unshift(...page.items.map(({ sequence }) => sequence));
        [id, more] = [page.items[0]?.id, page.hasMore];
      }
      const forth: number[] = [];
      let after = 0;
      for (let more = true; more;) {
        const page = await storage.sync(REF, "bob", {
          after,
          count: 500,
          changedAfter: undefined,
        });
        forth.push(...page.items.map(({ sequence }) => sequence));
        [after, more] = [forth.at(-1) ?? 0, page.hasMore];
      }
      const all = Array.from({ length: MESSAGES }, (_, at) => at + 1);
      assertEquals([back, forth], [all, all]);
    } finally {
      await connection.close();
    }
  },
);
