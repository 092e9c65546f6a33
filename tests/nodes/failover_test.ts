import { assertEquals } from "@std/assert";
import { Application } from "../helpers/application.ts";
import { unique } from "../helpers/contract.ts";
import { CutProxy } from "../helpers/cut_proxy.ts";
import { Gim } from "../helpers/gim.ts";
import { until } from "../helpers/promises.ts";
import { RedisServer, testWhereRedisIs } from "../helpers/redis_server.ts";

function startNode(proxy: CutProxy): Promise<Gim> {
  return Gim.start({
    args: [
      ...["--storage", "redis"],
      ...["--redis-url", `redis://127.0.0.1:${proxy.port}`],
      ...["--enable-message-sequence", "true"],
      ...["--message-push-duration", "50ms"],
    ],
  });
}

async function isReady(gim: Gim): Promise<boolean> {
  const response = await fetch(`${gim.http}/readyz`);
  await response.body?.cancel();
  return response.ok;
}

/**
 * A primary, its replica, and the way to either, which the nodes know, and a
 * second way for a node that is to find the replica later.
 */
class Pair implements AsyncDisposable {
  readonly proxy: CutProxy;
  readonly late: CutProxy;

  private constructor(
    readonly primary: RedisServer,
    readonly replica: RedisServer,
  ) {
    this.proxy = new CutProxy(`127.0.0.1:${primary.port}`);
    this.late = new CutProxy(`127.0.0.1:${primary.port}`);
  }

  static async start(): Promise<Pair> {
    const primary = await RedisServer.start();
    const replica = await RedisServer.start();
    await replica.cli("replicaof", "127.0.0.1", String(primary.port));
    await until(async () =>
      (await replica.cli("info", "replication"))
        .includes("master_link_status:up")
    );
    return new Pair(primary, replica);
  }

  /** The replica has what there is, and gets nothing more. */
  async part(): Promise<void> {
    await this.primary.cli("wait", "1", "5000");
    await this.replica.cli("replicaof", "no", "one");
  }

  /** It takes over, without what came since. */
  async failOver(): Promise<void> {
    await this.proxy.down();
    await this.late.down();
    await this.primary.kill();
    this.proxy.up(`127.0.0.1:${this.replica.port}`);
  }

  /** Those who are to find the replica later find it. */
  follow(): void {
    this.late.up(`127.0.0.1:${this.replica.port}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.proxy[Symbol.asyncDispose]();
    await this.late[Symbol.asyncDispose]();
    await this.primary[Symbol.asyncDispose]();
    await this.replica[Symbol.asyncDispose]();
  }
}

/** What an application holds of its conversations, as the client tells it. */
class Held implements AsyncDisposable {
  readonly texts: string[] = [];
  readonly lost: unknown[] = [];
  readonly changes: unknown[] = [];
  private constructor(readonly app: Application) {
    app.client.on("message", ({ content }) => this.texts.push(content));
    app.client.on("missed", ({ reason, first, last }) => {
      this.lost.push({ reason, first, last });
    });
    app.client.on("event", (event) => {
      if (event.event === "recalled") this.changes.push(event.sequence);
    });
  }

  static async start(gim: Gim, id: string): Promise<Held> {
    return new Held(await Application.start(gim.ws, id));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.app[Symbol.asyncDispose]();
  }
}

for (const kind of ["private", "chatroom"] as const) {
  testWhereRedisIs(
    `after a failover that lost two messages the next two are delivered, ${kind}`,
    async () => {
      await using pair = await Pair.start();
      await using one = await startNode(pair.proxy);
      await using two = await startNode(pair.proxy);
      const [a, b, room] = [unique("a"), unique("b"), unique("room")];
      await using ann = await Held.start(one, a);
      await using bob = await Held.start(two, b);
      await using desk = await Held.start(two, a);
      const all = [ann, bob, desk];
      await ann.app.client.join({ id: room });
      await bob.app.client.join({ id: room });
      const say = (text: string) =>
        kind === "private" ? ann.app.tell(b, text) : ann.app.say(room, text);
      const sequences: number[] = [];
      const ids: string[] = [];
      const send = async (text: string) => {
        const { id, sequence } = await say(text);
        sequences.push(sequence);
        ids.push(id);
        await until(() =>
          Promise.resolve(all.every(({ texts }) => texts.includes(text)))
        );
      };
      for (const text of ["1", "2", "3"]) await send(text);
      await pair.part();
      for (const text of ["lost 4", "lost 5"]) await send(text);
      await pair.failOver();
      await until(async () => await isReady(one) && await isReady(two));
      for (const text of ["new 4", "new 5"]) await send(text);
      assertEquals(sequences, [1, 2, 3, 4, 5, 4, 5], "as the replica had it");
      assertEquals(ids, ids.toSorted(), "ids go on growing");
      await send("6");
      for (const { texts, lost } of all) {
        const old = ["1", "2", "3", "lost 4", "lost 5"];
        assertEquals(texts, [...old, "new 4", "new 5", "6"]);
        const forgotten = { reason: "forgotten", first: 4, last: 5 };
        assertEquals(lost, [forgotten]);
      }
    },
  );
}

for (const kind of ["private", "chatroom"] as const) {
  testWhereRedisIs(
    `what was sent before a node had found the replica is delivered there, ${kind}`,
    async () => {
      await using pair = await Pair.start();
      await using one = await startNode(pair.proxy);
      await using two = await startNode(pair.late);
      const [a, b, room] = [unique("a"), unique("b"), unique("room")];
      await using ann = await Held.start(one, a);
      await using bob = await Held.start(two, b);
      await using desk = await Held.start(two, a);
      await ann.app.client.join({ id: room });
      await bob.app.client.join({ id: room });
      const say = (text: string) =>
        kind === "private" ? ann.app.tell(b, text) : ann.app.say(room, text);
      const have = (text: string) =>
        until(() =>
          Promise.resolve(
            [bob, desk].every(({ texts }) => texts.includes(text)),
          )
        );
      for (const text of ["1", "2", "3"]) await say(text);
      await have("3");
      await pair.part();
      for (const text of ["lost 4", "lost 5"]) await say(text);
      await have("lost 5");
      await pair.failOver();
      await until(() => isReady(one));
      await say("new 4");
      pair.follow();
      await have("new 4");
      for (const text of ["new 5", "6"]) await say(text);
      await have("6");
      for (const { texts, lost } of [ann, bob, desk]) {
        const old = ["1", "2", "3", "lost 4", "lost 5"];
        assertEquals(texts, [...old, "new 4", "new 5", "6"]);
        assertEquals(lost, [{ reason: "forgotten", first: 4, last: 5 }]);
      }
    },
  );
}

testWhereRedisIs(
  "after a failover that lost a recall, one with its number is told",
  async () => {
    await using pair = await Pair.start();
    await using one = await startNode(pair.proxy);
    await using two = await startNode(pair.proxy);
    const [a, b, room] = [unique("a"), unique("b"), unique("room")];
    await using ann = await Held.start(one, a);
    await using bob = await Held.start(two, b);
    await ann.app.client.join({ id: room });
    await bob.app.client.join({ id: room });
    const sent: { id: string; sequence: number }[] = [];
    for (const text of ["1", "2"]) sent.push(await ann.app.say(room, text));
    const recall = async (at: number) => {
      const { id: message_id, sequence } = sent[at]!;
      const session_id = `1:${room}`;
      await ann.app.client.recall({ session_id, message_id });
      await until(() => Promise.resolve(bob.changes.includes(sequence)));
    };
    await until(() => Promise.resolve(bob.texts.length === 2));
    await pair.part();
    await recall(0);
    await pair.failOver();
    await until(async () => await isReady(one) && await isReady(two));
    await recall(1);
    assertEquals(bob.changes, [1, 2]);
  },
);
