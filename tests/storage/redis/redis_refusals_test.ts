import {
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertRejects,
} from "@std/assert";
import { chatroomConversation } from "../../../src/domain/ids.ts";
import { ReplyError } from "../../../src/base/errors.ts";
import { refusalWord } from "../../../src/storage/redis/redis_fault.ts";
import { type RedisServer, testWithRedis } from "../../helpers/redis_server.ts";
import { createRedis } from "../../helpers/redis_storage.ts";

const FIRST = { type: undefined, after: undefined, count: 9 } as const;

type Redis = Awaited<ReturnType<typeof createRedis>>;

/** A test with a storage over a server of its own, which it turns against it. */
function refused(
  name: string,
  run: (redis: Redis, server: RedisServer) => Promise<void>,
): void {
  testWithRedis(name, async (server) => {
    const redis = await createRedis([server.url]);
    try {
      await redis.storage.join("room", "ann", undefined);
      await run(redis, server);
    } finally {
      await redis.connection.close();
    }
  });
}

function append({ storage }: Redis) {
  return storage.append({
    conversation: chatroomConversation("room"),
    senderId: "ann",
    category: "text",
    content: "hello",
    requestId: undefined,
  });
}

async function appendRefused(redis: Redis): Promise<void> {
  const { code } = await assertRejects(() => append(redis), ReplyError);
  assertEquals(code, 503);
}

/** What was logged so. */
function linesOf({ lines }: Redis, level: string): string[] {
  return lines.map((line) => JSON.parse(line))
    .filter((line) => line.level === level)
    .map(({ event, reason }) => reason ? `${event}: ${reason}` : event);
}

/** Waits until Redis counts as taking what it is sent. */
async function taken({ connection }: Redis): Promise<void> {
  while (connection.refusal !== undefined) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

refused(
  "a Redis that is full refuses writes until it has room again, and says so once",
  async (redis, server) => {
    assertEquals(redis.connection.refusal, undefined);
    await server.cli("config", "set", "maxmemory", "1");
    for (let i = 0; i < 3; i++) await appendRefused(redis);
    assertEquals(redis.connection.refusal, "OOM");
    assertEquals(redis.connection.reason, undefined);
    // Reading goes on: that is no sign that writing does.
    await redis.storage.history(chatroomConversation("room"), "ann", {
      before: undefined,
      count: 1,
    });
    assertEquals(redis.connection.refusal, "OOM");
    const [warned, ...more] = linesOf(redis, "warn");
    assertMatch(warned ?? "", /^redis refuses: OOM command not allowed/);
    assertEquals(more, []);
    await server.cli("config", "set", "maxmemory", "0");
    await taken(redis);
    await append(redis);
    assertEquals(linesOf(redis, "info").at(-1), "redis takes requests again");
  },
);

refused(
  "a Redis that refuses scripts to this user is found out, and another reason is told too",
  async (redis, server) => {
    await server.cli("acl", "setuser", "default", "-evalsha");
    await appendRefused(redis);
    assertEquals(redis.connection.refusal, "NOPERM");
    await server.cli("acl", "setuser", "default", "+evalsha");
    await server.cli("replicaof", "127.0.0.1", "1");
    await appendRefused(redis);
    assertEquals(redis.connection.refusal, "READONLY");
    for (let i = 0; i < 3; i++) await appendRefused(redis);
    assertEquals(
      linesOf(redis, "warn").map((line) => line.split(" ")[2]),
      ["NOPERM", "READONLY"],
    );
    await server.cli("replicaof", "no", "one");
    await taken(redis);
    await append(redis);
  },
);

refused(
  "a refusal that no look can see holds while it repeats itself",
  async (redis, server) => {
    await server.cli("acl", "setuser", "default", "-hset");
    const end = Date.now() + 3000;
    while (Date.now() < end) {
      await appendRefused(redis);
      assertEquals(redis.connection.refusal, "NOPERM");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assertEquals(linesOf(redis, "warn").length, 1);
  },
);

refused(
  "what may not be read, or cannot be, counts as out of reach and not as empty",
  async (redis, server) => {
    const { storage } = redis;
    const reads = [
      () => storage.chatroomsOf("ann"),
      () => storage.members("room", "ann", { after: undefined, count: 9 }),
      () => storage.conversations("ann", FIRST),
    ];
    await server.cli("acl", "setuser", "default", "-zrange", "-hmget");
    for (const read of reads) {
      const { code } = await assertRejects(
        async () => await read(),
        ReplyError,
      );
      assertEquals(code, 503, String(read));
    }
    await server.cli("acl", "setuser", "default", "+zrange", "+hmget");
    await taken(redis);
    const asked = reads.map(async (read) => await read());
    const answers = Promise.allSettled(asked);
    await server.kill();
    for (const answer of await answers) {
      if (answer.status === "rejected") assertEquals(answer.reason.code, 503);
      else assertNotEquals(await answer.value, []);
    }
    assertEquals(linesOf(redis, "error"), []);
  },
);

Deno.test("a refusal is told from a fault of ours and from a broken network", () => {
  const words: [string, string | undefined][] = [
    ["NOPERM this user has no permissions to run the 'get' command", "NOPERM"],
    [
      "ERR The user executing the script can't run this command or subcommand script: 5",
      "NOPERM",
    ],
    ["OOM command not allowed when used memory > 'maxmemory'.", "OOM"],
    ["READONLY You can't write against a read only replica.", "READONLY"],
    ["MISCONF Redis is configured to save RDB snapshots", "MISCONF"],
    ["NOREPLICAS Not enough good replicas to write.", "NOREPLICAS"],
    ["NOAUTH Authentication required.", "NOAUTH"],
    ["LOADING Redis is loading the dataset in memory", "LOADING"],
    ["CLUSTERDOWN The cluster is down", "CLUSTERDOWN"],
    // It is a Cluster, and was given as one server.
    ["MOVED 3999 127.0.0.1:6381", "MOVED"],
    ["ERR unknown command 'EVALSHA', with args", "unknown command"],
    ["ERR Error running script: attempt to index a nil value", undefined],
    ["WRONGTYPE Operation against a key", undefined],
    ["no answer within 500 ms", undefined],
    ["Socket closed unexpectedly", undefined],
  ];
  for (const [text, word] of words) {
    assertEquals(refusalWord(new Error(text)), word, text);
  }
});
