import { assert, assertEquals } from "@std/assert";
import { Application } from "../helpers/application.ts";
import { unique } from "../helpers/contract.ts";
import { Gim } from "../helpers/gim.ts";
import { CutProxy } from "../helpers/cut_proxy.ts";
import { ObservedClient } from "../helpers/observed_client.ts";
import { until } from "../helpers/promises.ts";
import { RedisServer, testWhereRedisIs } from "../helpers/redis_server.ts";

/** For a node that is to notice soon that Redis hangs. */
const IMPATIENT = ["--storage-timeout", "1s"];

function startNode(
  { url }: { url: string },
  ...more: readonly string[]
): Promise<Gim> {
  const args = [
    ...["--storage", "redis", "--redis-url", url],
    ...["--enable-message-sequence", "true"],
    ...["--message-push-duration", "50ms", "--message-push-count", "100"],
    ...more,
  ];
  return Gim.start({ args });
}

async function readyz(gim: Gim): Promise<number> {
  const response = await fetch(`${gim.http}/readyz`);
  await response.body?.cancel();
  return response.status;
}

/** Somebody who notes what they get, in its order. */
class Listener implements AsyncDisposable {
  readonly got: string[] = [];
  states: string[] = [];
  private constructor(readonly app: Application) {
    app.client.on("message", ({ content }) => this.got.push(content));
    app.client.on("state", ({ state }) => this.states.push(state));
  }

  static async start(gim: Gim, id: string): Promise<Listener> {
    return new Listener(await Application.start(gim.ws, id));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.app[Symbol.asyncDispose]();
  }
}

/** Sends one after the other until told to stop; returns what was accepted. */
function flow(send: (content: string) => Promise<unknown>) {
  const accepted: string[] = [];
  let stopped = false;
  const done = (async () => {
    for (let at = 0; !stopped; at++) {
      const content = `m${at}`;
      try {
        await send(content);
        accepted.push(content);
      } catch {
        // Refused, or of unknown fate: it may come, and need not.
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  return {
    accepted,
    async stop() {
      stopped = true;
      await done;
    },
  };
}

/** Nothing accepted is lost, nothing comes twice, and all in order. */
function assertWhole(got: readonly string[], accepted: readonly string[]) {
  assertEquals(accepted.filter((each) => !got.includes(each)), [], "lost");
  assertEquals(new Set(got).size, got.length, "doubled");
  const numbers = got.map((each) => Number(each.slice(1)));
  assertEquals(numbers, numbers.toSorted((a, b) => a - b), "reordered");
}

/** Private messages and a chatroom's over two nodes, while something happens. */
async function whileTalking(
  server: RedisServer,
  nodes: readonly [Gim, Gim],
  happen: () => Promise<void>,
): Promise<void> {
  const [a, b, c] = [unique("a"), unique("b"), unique("c")];
  const room = unique("room");
  await using ann = await Application.start(nodes[0].ws, a);
  await using bob = await Listener.start(nodes[1], b);
  await using cat = await Listener.start(nodes[1], c);
  await ann.client.join({ id: room });
  await cat.app.client.join({ id: room });
  const privately = flow((content) => ann.tell(b, content));
  const inRoom = flow((content) => ann.say(room, content));
  await until(() => bob.got.length > 20 && cat.got.length > 20);
  await happen();
  const before = [privately.accepted.length, inRoom.accepted.length];
  await until(() =>
    privately.accepted.length > before[0]! + 20 &&
    inRoom.accepted.length > before[1]! + 20
  );
  await Promise.all([privately.stop(), inRoom.stop()]);
  await until(() =>
    bob.got.includes(privately.accepted.at(-1)!) &&
    cat.got.includes(inRoom.accepted.at(-1)!)
  );
  assertWhole(bob.got, privately.accepted);
  assertWhole(cat.got, inRoom.accepted);
  assertEquals([bob.states, cat.states], [[], []], "they stayed connected");
  assertEquals(await server.cli("ping"), "PONG");
}

testWhereRedisIs(
  "a Redis that hangs for 3 s costs no accepted message",
  async () => {
    await using server = await RedisServer.start();
    await using one = await startNode(server, ...IMPATIENT);
    await using two = await startNode(server, ...IMPATIENT);
    await whileTalking(server, [one, two], async () => {
      server.pause();
      await until(async () => await readyz(one) === 503);
      await new Promise((resolve) => setTimeout(resolve, 3000));
      server.resume();
      await until(async () => await readyz(one) === 200);
    });
  },
);

testWhereRedisIs(
  "a Redis that is killed and comes back with its log costs no accepted message",
  async () => {
    await using server = await RedisServer.start({ durable: true });
    await using one = await startNode(server);
    await using two = await startNode(server);
    await whileTalking(server, [one, two], async () => {
      await server.kill();
      await until(async () => await readyz(one) === 503);
      await server.restart();
      await until(async () => await readyz(one) === 200);
    });
  },
);

testWhereRedisIs(
  "a bus that is cut off for a moment costs nothing, and nobody waits for the next message",
  async () => {
    await using server = await RedisServer.start();
    await using one = await startNode(server);
    await using two = await startNode(server);
    const [a, b, room] = [unique("a"), unique("b"), unique("room")];
    await using ann = await Application.start(one.ws, a);
    await using bob = await Listener.start(two, b);
    await ann.client.join({ id: room });
    await bob.app.client.join({ id: room });
    await ann.say(room, "m0");
    await until(() => bob.got.length === 1);
    await server.cli("client", "kill", "type", "pubsub");
    await Promise.all([ann.say(room, "m1"), ann.say(room, "m2")]);
    await until(() => bob.got.length === 3);
    assertEquals(bob.got.toSorted(), ["m0", "m1", "m2"]);
  },
);

testWhereRedisIs(
  "a node that is cut off from Redis misses nothing that was sent",
  async () => {
    await using server = await RedisServer.start();
    await using proxy = new CutProxy(`127.0.0.1:${server.port}`);
    await using one = await startNode(server);
    await using two = await startNode({
      url: `redis://127.0.0.1:${proxy.port}`,
    });
    const [a, b, room] = [unique("a"), unique("b"), unique("room")];
    await using ann = await Application.start(one.ws, a);
    await using bob = await Listener.start(two, b);
    await ann.client.join({ id: room });
    await bob.app.client.join({ id: room });
    await ann.tell(b, "m0");
    await ann.say(room, "m1");
    await until(() => bob.got.length === 2);
    await proxy.down();
    await until(async () => await readyz(two) === 503);
    for (let at = 2; at < 12; at += 2) {
      await ann.tell(b, `m${at}`);
      await ann.say(room, `m${at + 1}`);
    }
    proxy.up();
    await until(() => bob.got.length === 12);
    const all = Array.from({ length: 12 }, (_, at) => `m${at}`);
    assertEquals(bob.got.toSorted(), all.toSorted());
  },
);

testWhereRedisIs(
  "a Redis that comes back with less than it had is gone on with",
  async () => {
    await using server = await RedisServer.start();
    await using one = await startNode(server);
    await using two = await startNode(server);
    const [a, b] = [unique("a"), unique("b")];
    await using ann = await Application.start(one.ws, a);
    await using bob = await ObservedClient.login(two.ws, b);
    for (let at = 0; at < 3; at++) {
      await ann.tell(b, `old ${at}`);
      await bob.push();
    }
    // Without its log: all is lost.
    await server.kill();
    await server.restart();
    await until(async () => await readyz(one) + await readyz(two) === 400);
    await until(() =>
      ann.client.user({ id: b }).then(({ online }) => online, () => false)
    );
    for (let at = 0; at < 3; at++) {
      await ann.tell(b, `new ${at}`);
      const { items } = await bob.push();
      assertEquals(items.map(({ content }) => content), [`new ${at}`]);
    }
  },
);

testWhereRedisIs(
  "who was on a node that was killed is offline within 20 s",
  async () => {
    await using server = await RedisServer.start();
    await using one = await startNode(server);
    const two = await startNode(server);
    const [a, b] = [unique("a"), unique("b")];
    await using ann = await Application.start(one.ws, a);
    await using bob = await Application.start(two.ws, b);
    const { id } = bob;
    assertEquals((await ann.client.user({ id })).online, true);
    two.signal("SIGKILL");
    await two.ended();
    await bob.client.close();
    assertEquals((await ann.client.user({ id })).online, true);
    const killed = Date.now();
    await until(async () => !(await ann.client.user({ id })).online);
    assert(Date.now() - killed < 20_000);
    assertEquals(await server.cli("hlen", `gim:{u:${id}}:on`), "0");
  },
);
