import { assert, assertEquals } from "@std/assert";
import { TestClient } from "../helpers/client.ts";
import { OP } from "../helpers/contract.ts";
import { Gim, type LogLine, runGim } from "../helpers/gim.ts";
import { until } from "../helpers/promises.ts";
import { type RedisServer, testWithRedis } from "../helpers/redis_server.ts";

const CONTENT = "content-hush-52ac";

/** A node that has reached its Redis. */
async function startNode({ url }: RedisServer): Promise<Gim> {
  const args = ["--storage", "redis", "--redis-url", url];
  const gim = await Gim.start({ args: [...args, "--log-level", "debug"] });
  // With threads it takes longer to listen than to reach Redis.
  const isReached = gim.firstLines.some(({ event }) => event === "bus reached");
  if (!isReached) await gim.logged("bus reached");
  return gim;
}

/** Everything that is logged from now to the end. */
async function linesTo(gim: Gim): Promise<LogLine[]> {
  gim.signal("SIGTERM");
  const { status, lines } = await gim.ended();
  assertEquals(status, 0);
  return [...gim.firstLines, ...lines];
}

testWithRedis(
  "what Redis repeats of a command that it does not know is not logged",
  async (server) => {
    const gim = await startNode(server);
    await using ann = await TestClient.connect(gim.ws);
    const { code } = await ann.request(OP.login, { id: "ann-hush" });
    assert(code >= 500, String(code));
    const lines = await linesTo(gim);
    const told = lines.filter((line) => JSON.stringify(line).match(/evalsha/i));
    assert(told.length > 0, "the log does not say what is not known");
    const all = JSON.stringify(lines);
    assert(!all.includes("with args beginning"), all);
    assert(!all.includes("'ann-hush'"), all);
  },
  { args: ["--rename-command", "EVALSHA", ""] },
);

testWithRedis(
  "a stored message that is damaged shows as one taken back, and is told of once without its content",
  async (server) => {
    const gim = await startNode(server);
    await using ann = await TestClient.login(gim.ws, "ann");
    await ann.tell("ben", "hello");
    const key = "gim:{p:2:ann:ben}:messages";
    const damaged = [
      `damaged ${CONTENT}`,
      `1 id 17 {"s":"ann","n":"ann","k":"text"}\n${CONTENT}`,
      `1 id 17 {"s":"${CONTENT}\n"hello"`,
    ];
    for (const each of damaged) {
      await server.cli("hset", key, "1", each);
      const { items } = await ann.ask(OP.history, { session_id: "2:ben" });
      const shown = items.map(({ status, content }) => [status, content]);
      assertEquals(shown, [[2, ""]]);
    }
    const lines = await linesTo(gim);
    const told = lines.filter(({ event }) => event === "unreadable record");
    assertEquals(told.length, 1);
    assert(!JSON.stringify(lines).includes("hush"), JSON.stringify(told));
  },
);

testWithRedis(
  "what is heard from another node and cannot be read is not logged",
  async (server) => {
    const gim = await startNode(server);
    await using ann = await TestClient.login(gim.ws, "ann");
    await ann.ask(OP.join, { id: "room" });
    const heard: [channel: string, text: string][] = [
      ["gim:{u:ann}:bus:0", CONTENT],
      ["gim:{u:ann}:bus:0", `node\n${CONTENT}`],
      ["gim:{u:ann}:bus:0", `node\n{"kind":"message","message":"${CONTENT}"}`],
      ["gim:{r:room}:bus:0", CONTENT],
      ["gim:{r:room}:bus:0", `event node\n${CONTENT}`],
      ["gim:{r:room}:bus:0", `append 1 "room"\n${CONTENT}`],
      ["gim:{r:room}:bus:0", `append 1 ${CONTENT}\n1 id 17 {}\n"hello"`],
    ];
    for (const [channel, text] of heard) {
      assertEquals(await server.cli("spublish", channel, text), "1");
    }
    const lines: LogLine[] = [];
    const followed = gim.follow((line) => void lines.push(line));
    const told = () => lines.filter(({ event }) => event === "unreadable news");
    await until(() => told().length >= heard.length);
    gim.signal("SIGTERM");
    await followed;
    assertEquals((await gim.ended()).status, 0);
    assertEquals(told().length, heard.length);
    assert(!JSON.stringify(lines).includes("hush"), JSON.stringify(told()));
  },
);

testWithRedis(
  "two nodes with one secret serve each other's users",
  async ({ url }) => {
    const secret = "0123456789abcdef0123456789abcdef";
    const args = ["--storage", "redis", "--redis-url", url];
    const environment = { GIM_AUTH_SECRET: secret };
    await using one = await Gim.start({ args, environment });
    await using two = await Gim.start({ args, environment });
    const tokenOf = async (id: string) => {
      const { out } = await runGim(["token", id], environment);
      return out.trim();
    };
    await using ann = await TestClient.connect(one.ws);
    await ann.login("ann", { token: await tokenOf("ann") });
    await using bob = await TestClient.connect(two.ws);
    await bob.login("bob", { token: await tokenOf("bob") });
    await ann.tell("bob", "hello");
    assertEquals((await bob.push()).items[0]?.content, "hello");
  },
);
