import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../../src/base/clock.ts";
import { ReplyError } from "../../../src/base/errors.ts";
import { editPolicy } from "../../../src/domain/change_policy.ts";
import { chatroomConversation } from "../../../src/domain/ids.ts";
import { ADMIN, MEMBER } from "../../../src/domain/rank.ts";
import type { SanctionKind } from "../../../src/domain/sanction.ts";
import { SERVICE } from "../../../src/storage/actor.ts";
import { RedisSource } from "../../../src/storage/redis/archive/redis_source.ts";
import { openClient } from "../../../src/storage/redis/open_client.ts";
import type { RedisStorage } from "../../../src/storage/redis/redis_storage.ts";
import { type Command, withGarbage } from "../../helpers/garbage.ts";
import { testWithRedis } from "../../helpers/redis_server.ts";
import { createRedis } from "../../helpers/redis_storage.ts";
import { ANN_TO_BOB, joinAll, send } from "../contract_steps.ts";

const HOUR = 3_600_000;
const BAD = chatroomConversation("bad");
const FIRST = { after: undefined, count: 10 };
/** What a damage may be where every field is tried. */
const FEW = ["", "garbage", "1e400", "-1", "9".repeat(20), "9".repeat(16)];
/** Far away, for what does not end here. */
const LATER = 4_102_444_800_000;
/** Fields of a head that say what an admin decides, or when it was renewed. */
const SETTINGS = [
  ...["name", "join", "send", "hist", "max", "slow", "data", "pass", "v"],
  ...["kept", "g", "m", "made"],
];

interface Parts {
  readonly storage: RedisStorage;
  readonly command: Command;
  /** The address of Redis. */
  readonly url: string;
  /** The records that were logged as unreadable. */
  told(): string[];
}

/** A test with a governed chatroom `bad`, and somebody else's commands. */
function governed(name: string, run: (parts: Parts) => Promise<void>): void {
  testWithRedis(name, async (server) => {
    const { storage, connection, lines } = await createRedis([server.url], {
      historyLimit: 5,
      publish: true,
    });
    const { client, end } = openClient({
      urls: [server.url],
      timeout: 10_000,
      clock: systemClock,
    });
    await client.connect();
    try {
      await fill(storage);
      const command: Command = (...args) => client.sendCommand(args);
      const told = () =>
        lines.map((line) => JSON.parse(line))
          .filter(({ event }) => event === "unreadable record")
          .map(({ record }) => record);
      await run({ storage, command, told, url: server.url });
    } finally {
      await end();
      await connection.close();
    }
  });
}

/** Ann is the creator, bob an admin; dan is muted, eve banned. */
async function fill(storage: RedisStorage): Promise<void> {
  for (const id of ["ann", "bob", "cat", "dan", "eve", "fay"]) {
    await storage.enter(id, id.toUpperCase());
  }
  await joinAll(storage, "bad", "ann", "bob", "cat", "dan");
  await storage.setRank("bad", "ann", { userId: "bob", rank: ADMIN });
  await impose(storage, "mute", "dan", undefined);
  await impose(storage, "ban", "eve", LATER);
  await storage.configure("bad", "ann", {
    slowMode: HOUR,
    maxMembers: 50,
    history: "joined",
    data: { a: "b" },
  });
  for (let at = 0; at < 4; at++) await mention(storage, "ann");
  await mention(storage, "cat");
  await storage.read(BAD, "bob", 2);
  await send(storage, "ann", ANN_TO_BOB);
  await storage.block("bob", "cat", true);
  await react(storage, true);
}

function mention(storage: RedisStorage, userId: string) {
  const extras = { mentions: ["bob", "cat"] };
  return send(storage, userId, BAD, { extras });
}

function impose(
  storage: RedisStorage,
  kind: SanctionKind,
  userId: string,
  until: number | undefined,
) {
  const change = { kind, userId, until, reason: "spam" };
  return storage.sanction("bad", "ann", change);
}

async function newestOf(storage: RedisStorage, userId: string) {
  const page = { before: undefined, count: 1 };
  return (await storage.history(BAD, userId, page)).items[0]!;
}

async function react(storage: RedisStorage, on: boolean) {
  const { id: messageId } = await newestOf(storage, "ann");
  const of = { conversation: BAD, userId: "ann", messageId, reaction: "+" };
  await storage.change({ kind: "reacted", on, ...of });
  await storage.reactors({ ...of, ...FIRST });
}

async function edit(storage: RedisStorage) {
  const { message } = await send(storage, "ann", BAD);
  await storage.change({
    kind: "edited",
    conversation: BAD,
    userId: "ann",
    messageId: message.id,
    policy: editPolicy(HOUR),
    content: "new",
    data: undefined,
  });
}

/** What is asked of the chatroom; afterwards it is about as before. */
const REQUESTS: Readonly<
  Record<string, (storage: RedisStorage) => Promise<unknown>>
> = {
  send: (storage) => mention(storage, "ann"),
  "send of an admin": (storage) => send(storage, "bob", BAD),
  "send of a member": (storage) => send(storage, "cat", BAD),
  "send of who is muted": (storage) => send(storage, "dan", BAD),
  "send of who is banned": (storage) => send(storage, "eve", BAD),
  signal: (storage) => storage.speaker(BAD, "cat"),
  history: (storage) => newestOf(storage, "cat"),
  sync: (storage) =>
    storage.sync(BAD, "bob", { after: 0, count: 10, changedAfter: 0 }),
  "read mark": async (storage) => {
    const { sequence } = await newestOf(storage, "bob");
    await storage.read(BAD, "bob", sequence);
  },
  edit,
  "take a reaction back": (storage) => react(storage, false),
  react: (storage) => react(storage, true),
  join: (storage) => storage.join("bad", "fay", undefined),
  "join again": (storage) => storage.join("bad", "cat", undefined),
  leave: (storage) => storage.leave("bad", "fay"),
  "join of who is banned": (storage) => storage.join("bad", "eve", undefined),
  members: (storage) => storage.members("bad", "ann", FIRST),
  membership: (storage) => storage.membership("bad", "cat"),
  "shown chatroom": (storage) => storage.readChatroom("bad", "cat"),
  admission: (storage) => storage.admission("bad"),
  configure: async (storage) => {
    await storage.configure("bad", "ann", { data: { a: "c" } });
    await storage.configure("bad", "ann", { data: { a: "b" } });
  },
  rank: async (storage) => {
    const of = { userId: "cat" };
    await storage.setRank("bad", "ann", { ...of, rank: ADMIN });
    await storage.setRank("bad", "ann", { ...of, rank: MEMBER });
  },
  "add and remove": async (storage) => {
    await storage.add("bad", "ann", ["fay"]);
    await storage.remove("bad", "ann", ["fay"]);
  },
  "ban and lift": async (storage) => {
    await impose(storage, "ban", "fay", LATER);
    await impose(storage, "ban", "fay", 0);
  },
  "mute again": (storage) => impose(storage, "mute", "dan", undefined),
  sanctions: (storage) => storage.sanctions("bad", "ann", FIRST),
  conversations: (storage) =>
    storage.conversations("cat", { type: undefined, ...FIRST }),
  "member for operators": (storage) =>
    storage.administration.member("bad", "cat"),
  "sanctions for operators": (storage) =>
    storage.administration.sanctionsOf("dan", {
      prefix: "",
      after: "",
      count: 10,
    }),
};

/** What requests fail with that no client can do anything about. */
async function faultsOf(
  requests: typeof REQUESTS,
  storage: RedisStorage,
): Promise<string[]> {
  const faults: string[] = [];
  for (const [name, request] of Object.entries(requests)) {
    try {
      const numbers = JSON.stringify(await request(storage));
      if (/NaN|Infinity/.test(numbers ?? "")) {
        faults.push(`${name}: ${numbers}`);
      }
    } catch (fault) {
      const isRefusal = fault instanceof ReplyError && fault.code < 500;
      if (!isRefusal) faults.push(`${name}: ${fault}`);
    }
  }
  return faults;
}

governed(
  "what is kept beside a chatroom and cannot be read fails no request there, and is told of",
  async ({ storage, command, told }) => {
    const heart = ["head", "members", "messages"];
    const keys = (await command("keys", "gim:{r:bad}:*") as string[])
      .filter((key) => !heart.includes(key.slice("gim:{r:bad}:".length)));
    assertEquals(keys.length, 12);
    for (const key of keys) {
      const options = { values: FEW };
      await withGarbage(command, [key, options], async (why) => {
        assertEquals(await faultsOf(REQUESTS, storage), [], why);
      });
      assert(told().includes(key), `${key}: ${told()}`);
    }
    assertEquals(await faultsOf(REQUESTS, storage), []);
  },
);

governed(
  "a setting, and a membership, that cannot be read fail no request",
  async ({ storage, command }) => {
    const places = [
      ["gim:{r:bad}:head", SETTINGS],
      ["gim:{r:bad}:members", ["cat"]],
    ] as const;
    for (const [key, fields] of places) {
      const options = { fields, values: FEW, otherKinds: false };
      await withGarbage(command, [key, options], async (why) => {
        assertEquals(await faultsOf(REQUESTS, storage), [], why);
      });
    }
  },
);

governed(
  "sanctions that cannot be read bind nobody, and the next one is in force again",
  async ({ storage, command }) => {
    await command("set", "gim:{r:bad}:sanctions", "garbage");
    await storage.append({
      conversation: BAD,
      senderId: "dan",
      category: "text",
      content: "x",
      requestId: undefined,
    });
    await impose(storage, "mute", "cat", undefined);
    const { items } = await storage.sanctions("bad", "ann", FIRST);
    assertEquals(items.map(({ kind, userId }) => [kind, userId]), [
      ["mute", "cat"],
    ]);
    const faults = await faultsOf({
      muted: async (storage) => {
        await send(storage, "cat", BAD).then(
          () => Promise.reject(new Error("was sent")),
          ({ code }) => assertEquals(code, 403),
        );
      },
    }, storage);
    assertEquals(faults, []);
  },
);

governed(
  "a message that cannot be read goes like others when the history is full",
  async ({ storage, command }) => {
    const key = "gim:{r:bad}:messages";
    for (const field of await command("hkeys", key) as string[]) {
      await command("hset", key, field, '1 x 0 {}\n""\ngarbage');
    }
    for (let at = 0; at < 6; at++) await mention(storage, "ann");
    assertEquals(await faultsOf(REQUESTS, storage), []);
  },
);

/** What a user asks who is in `bad`, with keys of their own. */
const OWN_REQUESTS: typeof REQUESTS = {
  login: (storage) => storage.enter("ann", undefined),
  seen: (storage) => storage.touch("ann"),
  "shown user": (storage) => storage.user("ann"),
  profile: (storage) => storage.setProfile("ann", { data: { a: "b" } }),
  send: (storage) => send(storage, "ann", BAD, { requestId: "1" }),
  "private send": (storage) => send(storage, "ann", ANN_TO_BOB),
  "first private send": (storage) =>
    send(storage, "ann", { ...ANN_TO_BOB, target: "ann" }).catch(() => {}),
  create: async (storage) => {
    await storage.join("another", "ann", undefined);
    await storage.leave("another", "ann");
  },
  "be added": (storage) => storage.add("bad", SERVICE, ["ann"]),
  conversations: (storage) =>
    storage.conversations("ann", { type: undefined, ...FIRST }),
  block: async (storage) => {
    await storage.block("ann", "cat", true);
    await storage.blocks("ann", FIRST);
    await storage.block("ann", "cat", false);
  },
  access: ({ administration }) => administration.access("ann"),
  revoke: ({ administration }) => administration.revoke("ann", 1),
  "ban and lift": async ({ administration }) => {
    await administration.ban("ann", { until: undefined, reason: "spam" });
    await administration.access("ann");
    await administration.ban("ann", undefined);
  },
};

governed(
  "a user's own keys that cannot be read fail none of their requests",
  async ({ storage, command, told }) => {
    await storage.block("ann", "dan", true);
    await storage.setProfile("ann", { data: { a: "b" } });
    await storage.administration.ban("ann", { until: 1, reason: "spam" });
    await storage.administration.revoke("ann", 1);
    await storage.administration.ban("ann", { until: 1, reason: "spam" });
    await storage.join("good", "bob", undefined);
    await storage.add("good", SERVICE, ["ann"]);
    await send(storage, "ann", BAD, { requestId: "0" });
    const keys = await command("keys", "gim:{u:ann}:*") as string[];
    assertEquals(keys.length, 9, keys.join(" "));
    for (const key of keys) {
      await withGarbage(command, [key, { values: FEW }], async (why) => {
        assertEquals(await faultsOf(OWN_REQUESTS, storage), [], why);
      });
    }
    assert(told().includes("gim:{u:ann}:user"), told().join(" "));
  },
);

governed(
  "a ban from the service of which the rest cannot be read is one without an end",
  async ({ storage: { administration }, command }) => {
    await administration.ban("cat", { until: undefined, reason: "spam" });
    const key = "gim:{u:cat}:access";
    await command("hset", key, "until", "garbage", "reason", "garbage");
    const { ban } = await administration.access("cat");
    assertEquals(ban, { until: undefined, reason: undefined });
  },
);

governed(
  "a chatroom that cannot be read keeps nobody from being erased, and can be disbanded",
  async ({ storage, command }) => {
    const { administration } = storage;
    await command("set", "gim:{r:bad}:head", "garbage");
    for await (const keys of administration.conversationsWith("cat")) {
      for (const key of keys) {
        await administration.scrub(key, "cat", { after: 0, empty: true });
      }
    }
    await administration.forget("cat");
    await administration.disband("bad");
    const left = await command("keys", "gim:{r:bad}:*") as string[];
    assertEquals(left.filter((key) => !key.includes(":slow:")), []);
    assertEquals((await storage.join("bad", "ann", undefined)).joined, true);
  },
);

governed(
  "a chatroom is exported with what of it can be read",
  async ({ command, url }) => {
    const log = { error: () => {} };
    const source = await RedisSource.open({
      urls: [url],
      timeout: 10_000,
      clock: systemClock,
      log,
    });
    const exported = async () => {
      const found = await source.conversation(BAD.key);
      let messages = 0;
      for await (const some of found?.messages ?? []) messages += some.length;
      return messages;
    };
    for (const key of await command("keys", "gim:{r:bad}:*") as string[]) {
      await withGarbage(command, [key, { fields: [] }], async (why) => {
        assertEquals(await exported(), key.endsWith(":head") ? 0 : 5, why);
      });
    }
    await source.close();
  },
);
