import { assert, assertEquals, assertLess } from "@std/assert";
import { Application } from "../helpers/application.ts";
import { MAX_PAYLOAD, TestClient } from "../helpers/client.ts";
import { OP, unique } from "../helpers/contract.ts";
import { serviceOfThisFile } from "../helpers/gim.ts";
import { ProtoClient } from "../helpers/proto_client.ts";

const gim = serviceOfThisFile("--enable-message-sequence=true");
/** What JSON writes six bytes for, and JSON in a string seven. */
const LARGE = "\u0001".repeat(4096);
const COUNT = 40;
const ALL = Array.from({ length: COUNT }, (_, at) => at + 1);

interface Page {
  readonly items: readonly { readonly id: string; readonly sequence: number }[];
  readonly has_more: boolean;
}

/** A user whom somebody has sent much; their id, and the sender's. */
async function correspondence() {
  const [ann, bob] = [unique("ann"), unique("bob")];
  await using sender = await Application.start(gim.ws, ann);
  const sends = ALL.map(() => sender.tell(bob, LARGE));
  await Promise.all(sends);
  return { ann, bob, session_id: `2:${ann}` };
}

/** Follows `has_more` to the end by sync; returns what the pages held. */
async function syncAll(
  ask: (body: object) => Promise<Page>,
  session_id: string,
): Promise<number[][]> {
  const pages: number[][] = [];
  for (;;) {
    const after_sequence = pages.at(-1)?.at(-1) ?? 0;
    const page = await ask({ session_id, after_sequence, count: 500 });
    pages.push(page.items.map(({ sequence }) => sequence));
    if (!page.has_more) return pages;
    assert(page.items.length > 0, "a page without an item");
  }
}

Deno.test("pages end before a frame of 512 KiB, alike in every encoding, and a client gets all", async () => {
  const { bob, session_id } = await correspondence();
  await using strings = await TestClient.login(gim.ws, bob);
  const protocols = ["gim.json"];
  await using objects = await TestClient.login(gim.ws, bob, { protocols });
  await using binary = await ProtoClient.login(gim.ws, bob);
  const pages = await Promise.all([
    syncAll((body) => strings.ask(OP.sync, body), session_id),
    syncAll((body) => objects.ask(OP.sync, body), session_id),
    syncAll(
      (body) => binary.ask(OP.sync, body) as Promise<unknown> as Promise<Page>,
      session_id,
    ),
  ]);
  for (const each of pages) assertEquals(each.flat(), ALL);
  assertEquals(pages[1], pages[0]!);
  assertEquals(pages[2], pages[0]!);
  const { items, has_more } = await strings.ask(OP.history, {
    session_id,
    count: COUNT,
  });
  assertEquals(
    items.map(({ sequence }) => sequence),
    pages[0]![0]!.map((at) => COUNT + at - pages[0]![0]!.length),
  );
  assertEquals(has_more, true);
});

Deno.test("over HTTP a page ends where it does over the socket", async () => {
  const { bob, session_id } = await correspondence();
  await using strings = await TestClient.connect(gim.ws);
  const { token } = await strings.ask(OP.login, { id: bob });
  const body = { session_id, after_sequence: 0, count: 500 };
  const page = await strings.ask(OP.sync, body);
  const url = `${gim.http}/sessions/${session_id}/messages`;
  const response = await fetch(`${url}?after_sequence=0&count=500`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const text = await response.text();
  assertLess(text.length, MAX_PAYLOAD);
  assertEquals(JSON.parse(text).data, page as unknown);
});

Deno.test("a client that catches up by short pages gets every message once and in order", async () => {
  const { ann, bob } = await correspondence();
  const positions = { [`2:${ann}`]: { sequence: 0, change: 0 } };
  await using reader = await Application.start(gim.ws, bob, { positions });
  const got: number[] = [];
  while (got.length < COUNT) got.push((await reader.next("message")).sequence);
  assertEquals(got, ALL);
});
