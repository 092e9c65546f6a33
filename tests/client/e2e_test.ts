import {
  assert,
  assertEquals,
  assertGreater,
  assertInstanceOf,
  assertRejects,
} from "@std/assert";
import {
  GimClosedError,
  GimOverflowError,
  GimReplyError,
  GimTimeoutError,
} from "../../src/client/errors.ts";
import { GimClient, type Missed } from "../../src/client/mod.ts";
import { online, testEachCodec, until } from "../helpers/each_codec.ts";
import { within } from "../helpers/client.ts";
import { unique } from "../helpers/contract.ts";
import { CutProxy } from "../helpers/cut_proxy.ts";
import { Gim, serviceOfThisFile } from "../helpers/gim.ts";
import { Timeless } from "../helpers/timeless.ts";

const PATIENCE = 10_000;
const gim = serviceOfThisFile(
  ...["--enable-message-sequence", "true"],
  ...["--message-push-duration", "20ms", "--message-push-count", "3"],
);

/** The contents of the next messages of a client. */
async function take(client: GimClient, count: number): Promise<string[]> {
  await using stream = client.messages();
  return await next(stream, count);
}

async function next(
  stream: AsyncIterator<{ content: string }, undefined>,
  count: number,
): Promise<string[]> {
  const contents: string[] = [];
  while (contents.length < count) {
    const failure = () => `${contents.length} of ${count} messages came`;
    const { value } = await within(PATIENCE, stream.next(), failure);
    if (value === undefined) throw new Error(`ended: ${failure()}`);
    contents.push(value.content);
  }
  return contents;
}

function numbered(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${name} ${index}`);
}

testEachCodec(
  "two clients chat over connections that break, and nothing is lost or doubled",
  async (options) => {
    await using proxy = new CutProxy(gim.gateway);
    const [annId, bobId, room] = [unique("ann"), unique("bob"), unique("room")];
    await using ann = await online(proxy.ws, annId, options);
    await using bob = await online(proxy.ws, bobId, options);
    await ann.join({ id: room });
    await bob.join({ id: room });
    const count = 150;
    const streams = [ann.messages(), bob.messages()];
    const all = streams.map((stream) => next(stream, 4 * count));
    const sends: Promise<unknown>[] = [];
    for (let index = 0; index < count; index++) {
      for (
        const [client, id, peer] of [[ann, annId, bobId], [
          bob,
          bobId,
          annId,
        ]] as const
      ) {
        const [inRoom, alone] = [
          `${id} room ${index}`,
          `${id} private ${index}`,
        ];
        sends.push(client.send({ type: 1, target_id: room, content: inRoom }));
        sends.push(client.send({ type: 2, target_id: peer, content: alone }));
      }
      if (index % 15 === 7) {
        proxy.cut();
        await until(index % 2 ? ann : bob, "online");
      } else {
        await sends.at(index % 2 ? -1 : -4);
      }
    }
    await Promise.all(sends);
    assertGreater(proxy.accepted, 10);
    for (const received of await Promise.all(all)) {
      for (const id of [annId, bobId]) {
        for (const kind of ["room", "private"]) {
          const start = `${id} ${kind} `;
          const own = received.filter((content) => content.startsWith(start));
          assertEquals(own, numbered(`${id} ${kind}`, count));
        }
      }
    }
    assertEquals(streams.map(({ size }) => size), [0, 0]);
    assertEquals(ann.positions[`1:${room}`]?.sequence, 2 * count);
  },
);

testEachCodec(
  "a client that was away for a while gets what came, and learns of recalls",
  async (options) => {
    await using proxy = new CutProxy(gim.gateway);
    const [annId, bobId] = [unique("ann"), unique("bob")];
    await using ann = await online(proxy.ws, annId, options);
    await using bob = await online(gim.ws, bobId, options);
    const to = { type: 2, target_id: annId } as const;
    await using stream = ann.messages();
    await using events = ann.events();
    const { session_id, id: message_id } = await bob.send({
      ...to,
      content: "m 0",
    });
    assertEquals(await next(stream, 1), ["m 0"]);
    await proxy.down();
    await until(ann, "waiting");
    await bob.recall({ session_id, message_id });
    const contents = numbered("m", 451);
    for (const content of contents.slice(1)) await bob.send({ ...to, content });
    proxy.up();
    assertEquals(await next(stream, 450), contents.slice(1));
    const { value } = await within(PATIENCE, events.next(), "no recall came");
    assertEquals(value, {
      event: "recalled",
      session_id: `2:${bobId}`,
      message_id,
      sequence: 1,
    });
  },
);

testEachCodec(
  "a service that restarts empty is noticed, also where it has more again",
  async (options) => {
    const args = ["--enable-message-sequence", "true"];
    await using first = await Gim.start({ args });
    await using proxy = new CutProxy(first.gateway);
    await using ann = await online(proxy.ws, "ann", options);
    await ann.join({ id: "room" });
    await using stream = ann.messages();
    await using missed = ann.stream("missed");
    {
      await using bob = await online(first.ws, "bob", options);
      const to = { type: 2, target_id: "ann" } as const;
      for (const content of numbered("old", 2)) {
        await bob.send({
          ...to,
          content,
        });
      }
      await ann.send({ type: 1, target_id: "room", content: "old room" });
      assertEquals(await next(stream, 3), [...numbered("old", 2), "old room"]);
    }
    await proxy.down();
    await first[Symbol.asyncDispose]();
    await using second = await Gim.start({ args });
    await using bob = await online(second.ws, "bob", options);
    await bob.join({ id: "room" });
    const all = [...numbered("new", 5), ...numbered("room", 3)];
    for (const content of all) {
      const target = content.startsWith("room")
        ? { type: 1, target_id: "room" } as const
        : { type: 2, target_id: "ann" } as const;
      await bob.send({ ...target, content });
    }
    proxy.up(second.gateway);
    assertEquals(await next(stream, 5), numbered("new", 5));
    const { value } = await within(
      PATIENCE,
      missed.next(),
      "nothing is missed",
    );
    const { session_id, reason } = value!;
    assertEquals([session_id, reason], ["2:bob", "forgotten"]);
    // The membership is lost too.
    await ann.join({ id: "room" });
    await bob.send({ type: 1, target_id: "room", content: "welcome back" });
    assertEquals((await next(stream, 1)).at(-1), "welcome back");
  },
);

testEachCodec(
  "what is evicted while a client is away is reported",
  async (options) => {
    await using small = await Gim.start({
      args: ["--enable-message-sequence", "true", "--history-limit", "10"],
    });
    await using proxy = new CutProxy(small.gateway);
    await using ann = await online(proxy.ws, "ann", options);
    await using bob = await online(small.ws, "bob", options);
    const missed: Missed[] = [];
    ann.on("missed", (each) => missed.push(each));
    const contents = numbered("m", 31);
    await using stream = ann.messages();
    const to = { type: 2, target_id: "ann" } as const;
    await bob.send({ ...to, content: "m 0" });
    assertEquals(await next(stream, 1), ["m 0"]);
    await proxy.down();
    for (const content of contents.slice(1)) await bob.send({ ...to, content });
    proxy.up();
    assertEquals(await next(stream, 10), contents.slice(21));
    const lost = { session_id: "2:bob", reason: "evicted" } as const;
    assertEquals(missed, [{ ...lost, count: 20, first: 2, last: 21 }]);
  },
);

testEachCodec(
  "with sequence off a client says what a chatroom's push left out",
  async (options) => {
    await using plain = await Timeless.start("--message-push-count=2");
    await using ann = await online(plain.ws, "ann", options);
    await ann.join({ id: "room" });
    await using missed = ann.stream("missed");
    await using stream = ann.messages();
    // All within one interval, however slow the machine is.
    await Promise.all(
      ["0", "1", "2", "3", "4", "5"].map((content) =>
        ann.send({ type: 1, target_id: "room", content })
      ),
    );
    plain.clock.letGo();
    const { value } = await within(
      PATIENCE,
      missed.next(),
      "nothing is missed",
    );
    const skipped = { session_id: "1:room", reason: "skipped" } as const;
    assertEquals(value, { ...skipped, count: 3 });
    assertEquals(await next(stream, 3), ["0", "4", "5"]);
    assertInstanceOf(
      await ann.read({ session_id: "1:room", sequence: 1 }).catch((error) =>
        error
      ),
      GimReplyError,
    );
  },
);

testEachCodec(
  "calls end with their timeout or signal while the service is out of reach",
  async (options) => {
    await using proxy = new CutProxy(gim.gateway);
    await using client = await online(proxy.ws, unique("ann"), options);
    await proxy.down();
    await until(client, "waiting");
    const to = { type: 2, target_id: "bob", content: "hi" } as const;
    await assertRejects(
      () => client.send(to, { timeout: 50 }),
      GimTimeoutError,
    );
    const signal = AbortSignal.timeout(50);
    const aborted = client.send(to, { signal });
    assertEquals((await aborted.catch((error) => error)).name, "TimeoutError");
    const waiting = client.send(to);
    proxy.up();
    assert((await waiting).id);
  },
);

testEachCodec(
  "a client waits while the service goes away, and can be closed then",
  async (options) => {
    const own = await Gim.start();
    await using client = await online(own.ws, "ann", options);
    await own[Symbol.asyncDispose]();
    await until(client, "waiting");
    const call = client.sessions();
    await client.close();
    assertInstanceOf(await call.catch((error) => error), GimClosedError);
  },
);

testEachCodec(
  "a slow reader's stream is bounded, and the client goes on",
  async (options) => {
    const [annId, bobId] = [unique("ann"), unique("bob")];
    await using ann = await online(gim.ws, annId, options);
    await using bob = await online(gim.ws, bobId, options);
    const slow = ann.messages({ limit: 10 });
    const newest = ann.messages({ limit: 10, onFull: "drop-oldest" });
    const last = take(ann, 30);
    for (let index = 0; index < 30; index++) {
      await bob.send({ type: 2, target_id: annId, content: `m ${index}` });
    }
    await last;
    assertEquals(await next(slow, 10), numbered("m", 10));
    await assertRejects(() => slow.next(), GimOverflowError);
    assertEquals(newest.dropped, 20);
    assertEquals(await next(newest, 10), numbered("m", 30).slice(20));
  },
);

testEachCodec(
  "history, sessions and members are read page by page",
  async (options) => {
    const [annId, bobId, room] = [unique("ann"), unique("bob"), unique("room")];
    await using ann = await online(gim.ws, annId, options);
    await using bob = await online(gim.ws, bobId, options);
    await Promise.all([ann.join({ id: room }), bob.join({ id: room })]);
    for (const content of numbered("m", 7)) {
      await bob.send({ type: 1, target_id: room, content });
    }
    await bob.send({ type: 2, target_id: annId, content: "psst" });
    const session_id = `1:${room}`;
    const pages: string[][] = [];
    for await (const { items } of ann.historyPages({ session_id, count: 3 })) {
      pages.push(items.map(({ content }) => content));
    }
    assertEquals(pages, [["m 4", "m 5", "m 6"], ["m 1", "m 2", "m 3"], [
      "m 0",
    ]]);
    const sessions = [];
    for await (const { items } of ann.sessionPages({ count: 1 })) {
      sessions.push(...items.map(({ id, unread }) => [id, unread]));
    }
    // In no order here: both may have been active in the same millisecond.
    const unreads = Object.fromEntries(sessions);
    assertEquals(unreads, { [`2:${bobId}`]: 1, [session_id]: 7 });
    const members = [];
    for await (const { items } of ann.memberPages({ id: room, count: 1 })) {
      members.push(...items.map(({ id }) => id));
    }
    assertEquals(members.toSorted(), [annId, bobId].toSorted());
    const { unread } = await ann.read({ session_id, sequence: 5 });
    assertEquals(unread, 2);
    await ann.leave({ id: room });
    const { code } = await ann.history({ session_id }).catch((error) => error);
    assertEquals(code, 403);
  },
);
