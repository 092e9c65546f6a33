import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../../src/base/clock.ts";
import { SERVICE } from "../../../src/storage/actor.ts";
import { OutOfReach } from "../../../src/storage/shared/out_of_reach.ts";
import { SCRIPTS } from "../../../src/storage/redis/scripts.ts";
import { until } from "../../helpers/promises.ts";
import { type RedisServer, testWithRedis } from "../../helpers/redis_server.ts";
import { createRedis } from "../../helpers/redis_storage.ts";
import { refusal } from "../../helpers/refusal.ts";
import { joinAll } from "../contract_steps.ts";

type Parts = Awaited<ReturnType<typeof createRedis>>;
const FIRST_PAGE = { prefix: "", after: "", count: 10 };

function overRedis(
  name: string,
  run: (parts: Parts & { server: RedisServer }) => Promise<void>,
): void {
  testWithRedis(`RedisAdministration: ${name}`, async (server) => {
    const parts = await createRedis([server.url], { ownTime: true });
    try {
      await run({ server, ...parts });
    } finally {
      await parts.connection.close();
    }
  });
}

overRedis(
  "who has joined a new chatroom of an id since the old one was disbanded keeps it in their list",
  async ({ server, storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    const later = String(systemClock.now() + 60_000);
    await server.cli("zadd", "gim:{u:bob}:chatrooms", later, "1:room");
    await storage.administration.disband("room");
    const listed = (id: string) =>
      server.cli("zcard", `gim:{u:${id}}:chatrooms`);
    await until(async () => await listed("ann") === "0");
    assertEquals(await listed("bob"), "1");
  },
);

overRedis(
  "the lists of a large chatroom's members are cleared a hundred at a time",
  async ({ server, storage, connection }) => {
    await joinAll(storage, "room", "ann");
    const fill = "for i = 1, 250 do " +
      "redis.call('HSET', KEYS[1], 'u' .. i, '1 0') " +
      "redis.call('ZADD', KEYS[2], i, 'u' .. i) " +
      "redis.call('ZADD', 'gim:{u:u' .. i .. '}:chatrooms', 1, '1:room') end";
    const keys = ["members", "order"].map((name) => `gim:{r:room}:${name}`);
    await server.cli("eval", fill, "2", ...keys);
    let [running, most] = [0, 0];
    const script = connection.script.bind(connection);
    connection.script = async (asked, keys, args) => {
      if (asked !== SCRIPTS.unlist) return await script(asked, keys, args);
      most = Math.max(most, ++running);
      try {
        return await script(asked, keys, args);
      } finally {
        running--;
      }
    };
    const members = await storage.administration.disband("room");
    assertEquals(members.length, 251);
    const lists = () => server.cli("keys", "gim:{u:*}:chatrooms");
    await until(async () => await lists() === "");
    assertEquals([running, most], [0, 100]);
  },
);

overRedis(
  "an outage while chatrooms or users are listed is told, and leaves none out",
  async ({ storage, connection }) => {
    await joinAll(storage, "room", "ann");
    const { administration } = storage;
    const pages = [
      () => administration.chatrooms(FIRST_PAGE),
      () => administration.users(FIRST_PAGE),
    ];
    for (const page of pages) assertEquals((await page()).items.length, 1);
    // The keys are found, and what is under them is not read.
    connection.script = () => Promise.reject(new OutOfReach());
    assertEquals((await refusal(pages[0]!)).code, 503);
  },
);

overRedis(
  "a chatroom that cannot be read is left out of the list, and a user is called by their id",
  async ({ server, storage }) => {
    await joinAll(storage, "room", "ann");
    await server.cli("set", "gim:{r:bad}:head", "garbage");
    await server.cli("set", "gim:{u:bad}:user", "garbage");
    const { administration } = storage;
    const rooms = await administration.chatrooms(FIRST_PAGE);
    assertEquals(rooms.items.map(({ id }) => id), ["room"]);
    const users = await administration.users(FIRST_PAGE);
    assertEquals(users.items.map(({ id }) => id), ["ann", "bad"]);
    assertEquals((await storage.user("bad")).name, "bad");
  },
);

overRedis(
  "an outage while a user is forgotten is told, and leaves the user there",
  async ({ storage, connection }) => {
    await joinAll(storage, "room", "ann");
    const script = connection.script.bind(connection);
    connection.script = (asked, keys, args) =>
      asked === SCRIPTS.leave
        ? Promise.reject(new OutOfReach())
        : script(asked, keys, args);
    const { administration } = storage;
    const forget = () => administration.forget("ann");
    assertEquals((await refusal(forget)).code, 503);
    assert((await storage.membership("room", "ann")).isMember);
    connection.script = script;
    await forget();
    const page = { after: undefined, count: 10 };
    const { items } = await storage.members("room", SERVICE, page);
    assertEquals(items, []);
    assertEquals((await refusal(() => storage.user("ann"))).code, 404);
  },
);
