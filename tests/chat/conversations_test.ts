import { assert, assertEquals } from "@std/assert";
import { refusal } from "../helpers/refusal.ts";
import { RulesBench } from "../helpers/rules.ts";

/** Ann, who has written to so many others, one a second. */
async function annWith(peers: number): Promise<RulesBench> {
  const bench = new RulesBench();
  for (let peer = 1; peer <= peers; peer++) {
    const body = { type: 2, target_id: `u${peer}`, content: "hi" } as const;
    await bench.messages.send(bench.http("ann"), body);
    bench.clock.advance(1000);
  }
  return bench;
}

Deno.test("the list is of 20 sessions where no count is said", async () => {
  const bench = await annWith(25);
  const ann = bench.http("ann");
  const page = await bench.conversations.list(ann, {});
  assertEquals(page.items.length, 20);
  assertEquals(page.items[0]?.id, "2:u25");
  const cursor = page.next_cursor;
  assert(cursor !== undefined);
  const rest = await bench.conversations.list(ann, { cursor });
  assertEquals(rest.items.map(({ id }) => id), [
    "2:u5",
    "2:u4",
    "2:u3",
    "2:u2",
    "2:u1",
  ]);
  assertEquals("next_cursor" in rest, false);
});

Deno.test("a session shows its last message and what is unread", async () => {
  const bench = await annWith(1);
  const { items: [session] } = await bench.conversations.list(
    bench.http("u1"),
    {},
  );
  assertEquals([session?.id, session?.type, session?.title], [
    "2:ann",
    2,
    "ann",
  ]);
  assertEquals(session?.last?.session_id, "2:ann");
  assertEquals([session?.unread, session?.last_sequence], [1, 1]);
  assertEquals(session?.updated_at, session?.last?.created_at);
});

Deno.test("the list can be of chatrooms or of private sessions", async () => {
  const bench = await annWith(1);
  const ann = bench.http("ann");
  await bench.chatrooms.join(ann, { id: "room" });
  const ids = async (body: { type?: 1 | 2 }) =>
    (await bench.conversations.list(ann, body)).items.map(({ id }) => id);
  assertEquals(await ids({}), ["1:room", "2:u1"]);
  assertEquals(await ids({ type: 1 }), ["1:room"]);
  assertEquals(await ids({ type: 2 }), ["2:u1"]);
});

Deno.test("who has nothing has an empty list, and a bad cursor is a 400", async () => {
  const bench = new RulesBench();
  const ann = bench.http("ann");
  assertEquals(await bench.conversations.list(ann, {}), { items: [] });
  const { code } = await refusal(() =>
    bench.conversations.list(ann, { cursor: "x" })
  );
  assertEquals(code, 400);
});

Deno.test("a page goes on after its last session though another moved up meanwhile", async () => {
  const bench = await annWith(5);
  const ann = bench.http("ann");
  const first = await bench.conversations.list(ann, { count: 2 });
  const body = { type: 2, target_id: "u1", content: "again" } as const;
  await bench.messages.send(ann, body);
  const cursor = first.next_cursor!;
  const second = await bench.conversations.list(ann, { count: 9, cursor });
  const seen = [...first.items, ...second.items].map(({ id }) => id);
  assertEquals(seen, ["2:u5", "2:u4", "2:u3", "2:u2"]);
});
