import { assertEquals, assertLess } from "@std/assert";
import { createTestAuth } from "../helpers/auth.ts";
import { type Clock, systemClock } from "../../src/base/clock.ts";
import { createLog } from "../../src/observe/log.ts";
import { formatAddress } from "../../src/options/address.ts";
import { type Server, startServer } from "../../src/app/server.ts";
import { OP, unique } from "../helpers/contract.ts";
import { ObservedClient } from "../helpers/observed_client.ts";
import { testWithRedis } from "../helpers/redis_server.ts";
import { optionsOf } from "../options/parse.ts";

const HOUR = 3_600_000;
const SECRET = "a secret of at least thirty-two bytes";
const auth = createTestAuth({ secrets: [SECRET], tokenExpiry: 24 * HOUR });

async function login(node: Node, id: string): Promise<ObservedClient> {
  return await ObservedClient.login(node.ws, id, await auth.issue(id));
}

/** A node whose wall clock can be set. */
class Node implements AsyncDisposable {
  ahead = 0;
  #server!: Server;

  static async start(url: string, ahead = 0): Promise<Node> {
    const node = new Node();
    node.ahead = ahead;
    const clock: Clock = {
      ...systemClock,
      now: () => Date.now() + node.ahead,
    };
    const log = createLog({
      level: "error",
      format: "json",
      now: Date.now,
      write: () => {},
    });
    const options = optionsOf([
      ...["--ws", "127.0.0.1:0", "--http", "127.0.0.1:0"],
      ...["--storage", "redis", "--redis-url", url],
      ...["--enable-message-sequence", "true"],
      ...["--auth-secret", SECRET],
    ]);
    node.#server = await startServer(options, { entry: "", log, clock });
    return node;
  }

  get ws(): string {
    return `ws://${formatAddress(this.#server.gateway)}`;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server.stop();
  }
}

testWithRedis(
  "who comes to a node whose clock is an hour behind is pushed what is new and nothing else",
  async (server) => {
    await using right = await Node.start(server.url);
    await using behind = await Node.start(server.url, -HOUR);
    const [a, b] = [unique("a"), unique("b")];
    await using ann = await login(right, a);
    for (let at = 0; at < 5; at++) await ann.tell(b, `old ${at}`);
    await using bob = await login(behind, b);
    const { created_at } = await ann.tell(b, "new");
    const { items } = await bob.push();
    assertEquals(items.map(({ content }) => content), ["new"]);
    assertLess(Math.abs(created_at - Date.now()), 60_000);
    // The other way round, and after a loss, for which it is looked by time.
    await bob.tell(a, "back");
    assertEquals((await ann.push()).items.map(({ content }) => content), [
      "back",
    ]);
    await server.cli("client", "kill", "type", "pubsub");
    await ann.tell(b, "newer");
    assertEquals((await bob.push()).items.map(({ content }) => content), [
      "newer",
    ]);
    assertEquals(await bob.unread(), []);
  },
);

testWithRedis(
  "a node whose clock is eight days ahead lets the same in as the others, and keeps them",
  async (server) => {
    await using ahead = await Node.start(server.url, 8 * 24 * HOUR);
    await using right = await Node.start(server.url);
    const [a, b] = [unique("a"), unique("b")];
    await using ann = await login(ahead, a);
    await using bob = await login(right, b);
    const sent = await bob.tell(a, "hello", { request_id: "1" });
    assertEquals((await ann.push()).items[0]!.id, sent.id);
    ahead.ahead = -HOUR;
    const reply = await ann.tell(b, "hi");
    await ann.ask(OP.recall, {
      session_id: reply.session_id,
      message_id: reply.id,
    });
    ahead.ahead = 8 * 24 * HOUR;
    // Longer than between two looks for tokens that have expired.
    await new Promise((resolve) => setTimeout(resolve, 1200));
    const { last_seen } = await ann.ask(OP.user, { id: a });
    assertLess(Math.abs(last_seen - Date.now()), 60_000);
  },
);
