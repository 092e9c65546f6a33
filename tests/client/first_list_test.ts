import { assertEquals } from "@std/assert";
import { type Asked, BY_HAND, FakeNetwork } from "../helpers/fake_network.ts";
import { Kept, message, push, range, session, start } from "../helpers/kept.ts";
import { flush } from "../helpers/promises.ts";
import type { From } from "../../src/client/start_positions.ts";

/*
 * A list of several pages, in which a conversation moves to the front while the
 * pages are read.
 */

const ID = "2:bob";

/** As many conversations as fill a page, from a time downwards. */
function others(newest: number, count = 100): object[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `2:other${newest - index}`;
    return { ...session(1), id, updated_at: newest - index };
  });
}

/** Bob's conversation: seven of its ten messages are read. */
function bobs(last_sequence: number, updated_at: number): object {
  return session(last_sequence, { unread: last_sequence - 7, updated_at });
}

interface Reading {
  readonly got: number[];
  /** Pages of the list that were asked for. */
  readonly pages: number;
}

/**
 * Reads a list whose pages are given; `between` happens after the first. Ends
 * with a push of Bob's next message.
 */
async function read(
  from: From,
  pages: readonly object[][],
  between: (network: FakeNetwork) => void,
): Promise<Reading> {
  const kept = new Kept();
  kept.last = 11;
  const lists: Asked[] = [];
  const network = new FakeNetwork({
    sequence: true,
    answer: (asked) => {
      if (asked.name !== "sessions") return kept.answer(asked);
      lists.push(asked);
      return BY_HAND;
    },
  });
  await using client = network.client({ from });
  const got: number[] = [];
  client.on("message", ({ sequence, session_id }) => {
    if (session_id === ID) got.push(sequence);
  });
  await client.login({ id: "ann" });
  for (const [index, items] of pages.entries()) {
    await flush();
    const asked = lists[index];
    if (asked === undefined) break;
    const isLast = asked.body.cursor !== undefined || index === 2;
    const more = isLast ? {} : { next_cursor: "next" };
    network.socket.reply(asked, { items, ...more });
    if (index === 0) between(network);
  }
  await flush();
  kept.last = 12;
  network.socket.frame(501, push([12]));
  await flush();
  return { got, pages: lists.length };
}

for (
  const { from, expected } of [
    { from: "now", expected: [11, 12] },
    { from: "unread", expected: range(8, 12) },
    { from: "all", expected: range(1, 12) },
  ] as const
) {
  Deno.test(`from ${from}, a conversation that moves while the first list is read begins where it should`, async () => {
    const pages = [
      others(1000),
      // It was here, and is no longer.
      others(900, 3),
      [bobs(11, 1001), ...others(1000)],
    ];
    const pushed = await read(from, pages, ({ socket }) => {
      socket.frame(501, push([11]));
    });
    assertEquals(pushed, { got: expected, pages: 3 });
  });
}

Deno.test("from now, a conversation that moved without a push does not begin at its beginning", async () => {
  const pages = [others(1000), others(900, 3), [
    bobs(11, 1001),
    ...others(1000),
  ]];
  const { got } = await read("now", pages, () => {});
  assertEquals(got, [12]);
});

Deno.test("a list of one page is read once", async () => {
  const kept = new Kept();
  kept.sessions = [bobs(10, 5), ...others(4, 4)];
  const { network, client } = await start(kept, { from: "unread" });
  await using _ = client;
  const lists = network.socket.names.filter((name) => name === "sessions");
  assertEquals(lists.length, 1);
});

Deno.test("a list that never rests is read so often and no more", async () => {
  let time = 1000;
  let lists = 0;
  const network = new FakeNetwork({
    sequence: true,
    answer: ({ name, body }) => {
      if (name !== "sessions") return undefined;
      lists++;
      // All that is on a page has moved since the page before.
      const items = others(time += 100);
      return body.cursor === "2" ? { items } : {
        items,
        next_cursor: body.cursor === "1" ? "2" : "1",
      };
    },
  });
  await using client = network.client();
  await client.login({ id: "ann" });
  await flush();
  await network.pass(0);
  assertEquals(lists, 15);
});

Deno.test("a conversation that is forgotten while a send waits is told once", async () => {
  const kept = new Kept();
  kept.last = 5;
  const { network, client, got } = await start(kept, { from: "all" });
  await using _ = client;
  const missed: unknown[] = [];
  client.on(
    "missed",
    ({ reason, session_id }) => missed.push([reason, session_id]),
  );
  assertEquals(got, range(1, 5));
  const content = "over a restart";
  const sent = client.send({ type: 2, target_id: "bob", content });
  network.socket.end(1006);
  [kept.kept, kept.last] = [0, 1];
  const { id: _id, ...stored } = message(1);
  const { session_id, sequence, created_at } = stored;
  kept.stored = { id: "m~1", session_id, sequence, created_at };
  kept.sessions = [session(1, { last: { ...message(1), id: "m~1" } })];
  await network.pass(5000);
  await sent;
  await flush();
  assertEquals(missed, [["forgotten", ID]]);
  assertEquals(got, [...range(1, 5), 1]);
});

for (const from of ["now", "unread"] as const) {
  Deno.test(`from ${from}, what is pushed after the list has shown it comes all the same`, async () => {
    const id = "1:room";
    const kept = new Kept();
    kept.last = 12;
    const last = message(12, id);
    kept.sessions = [session(12, { id, type: 1, last })];
    const { network, client, got } = await start(kept, { from });
    await using _ = client;
    // Stored after the login, listed, and pushed at the end of the interval.
    network.socket.frame(501, push([11, 12], { id, missed: 1 }));
    await flush();
    assertEquals(got, [10, 11, 12]);
    network.socket.frame(501, push([12, 13], { id }));
    await flush();
    assertEquals(got, [10, 11, 12, 13]);
  });
}

Deno.test("what a chatroom gave before it was left does not come again by a late push", async () => {
  const id = "1:room";
  const kept = new Kept();
  kept.last = 3;
  const { network, client, got } = await start(kept);
  await using _ = client;
  network.socket.frame(501, push([2, 3], { id }));
  await flush();
  const user = { id: "ann", name: "Ann" };
  network.socket.frame(503, { event: "left", session_id: id, user });
  network.socket.frame(501, push([3], { id }));
  await flush();
  assertEquals(got, [2, 3]);
});
