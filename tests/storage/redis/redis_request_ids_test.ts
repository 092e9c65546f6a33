import { assert, assertEquals } from "@std/assert";
import type { RedisStorage } from "../../../src/storage/redis/redis_storage.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";
import { type RedisServer, testWithRedis } from "../../helpers/redis_server.ts";
import { createRedis } from "../../helpers/redis_storage.ts";
import { ANN_TO_BOB, joinAll, ROOM, send } from "../contract_steps.ts";

const AGE = 60_000;
const LIST = "gim:{u:ann}:requests";

interface Bench {
  readonly server: RedisServer;
  readonly storage: RedisStorage;
  readonly clock: FakeClock;
  /** Settles when nothing is asked any more. */
  readonly settled: () => Promise<void>;
}

function overRedis(name: string, run: (bench: Bench) => Promise<void>): void {
  testWithRedis(`RedisStorage: ${name}`, async (server) => {
    const clock = new FakeClock();
    const { connection, storage, settled } = await createRedis([server.url], {
      clock,
      requestIdAge: AGE,
      quotas: { maxRequestIds: 100 },
    });
    try {
      await run({ server, storage, clock, settled });
    } finally {
      await connection.close();
    }
  });
}

/** Sends so many messages, each with a request id. */
async function sendAll(storage: RedisStorage, prefix: string, count: number) {
  for (let at = 0; at < count; at++) {
    await send(storage, "ann", ANN_TO_BOB, { requestId: `${prefix}${at}` });
  }
}

async function callsOf(server: RedisServer): Promise<number> {
  const info = await server.cli("info", "commandstats");
  return Number(/cmdstat_evalsha:calls=(\d+)/.exec(info)?.[1] ?? 0);
}

overRedis(
  "request ids are counted over all conversations, in the script that appends",
  async ({ server, storage, settled }) => {
    await joinAll(storage, "room", "ann");
    await sendAll(storage, "private", 60);
    await settled();
    const before = await callsOf(server);
    for (let at = 0; at < 60; at++) {
      await send(storage, "ann", ROOM, { requestId: `room${at}` });
    }
    assertEquals(await callsOf(server), before + 60);
    assertEquals(await server.cli("llen", LIST), "100");
    const again = (requestId: string) =>
      send(storage, "ann", ANN_TO_BOB, { requestId });
    assertEquals((await again("private20")).repeated, true);
    assertEquals((await again("private19")).repeated, false);
  },
);

overRedis(
  "what nobody remembers any more does not stay in a user's list",
  async ({ server, storage, clock }) => {
    await sendAll(storage, "old", 90);
    clock.advance(AGE);
    await sendAll(storage, "new", 64);
    assert(Number(await server.cli("llen", LIST)) <= 64);
    assert(Number(await server.cli("pttl", LIST)) > AGE);
  },
);

overRedis(
  "a list that others have written over costs no send",
  async ({ server, storage }) => {
    await server.cli("set", LIST, "x");
    await sendAll(storage, "r", 2);
    const { repeated } = await send(storage, "ann", ANN_TO_BOB, {
      requestId: "r1",
    });
    assertEquals(repeated, true);
  },
);
