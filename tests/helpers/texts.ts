import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { isUserName } from "../../src/domain/names.ts";
import { TestClient } from "./client.ts";
import { CHATROOM, OP, PRIVATE, PUSH, unique } from "./contract.ts";
import { get, refusal, tokenFor } from "./http.ts";
import { ProtoClient } from "./proto_client.ts";

/**
 * Characters that some program takes for an end, a mark, an escape or nothing.
 */
const ODD = [
  ..."\0\b\n\r\t\x1b\x7f\x85\u2028\u2029\ufeff\ufffe\ufffd\u202e\u200d",
  ...["\\", '"', "'", "\\u0000", "\\n", "/", "</script>", "%00", "__proto__"],
  ...[
    "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}",
    "e\u0301",
    "\u00e9",
    "\u{10ffff}",
    "null",
    "0",
    " ",
  ],
];

/** Well-formed text of any characters, odd ones often. */
export const anyText = fc.array(
  fc.oneof(fc.constantFrom(...ODD), fc.string({ unit: "binary" })),
  { maxLength: 6 },
).map((parts) => parts.join(""));

/** The odd ones alone and at both ends, and some of any kind. */
function someTexts(): string[] {
  const texts = ODD.flatMap((odd) => [odd, `${odd}a${odd}`]);
  return [...texts, ...fc.sample(anyText, 15).filter((text) => text !== "")];
}

interface Speaker extends AsyncDisposable {
  ask(op: number, body: object): Promise<unknown>;
  push(op: number): Promise<unknown>;
}

interface Pushed {
  readonly session: { readonly title: string };
  readonly items: readonly {
    readonly content: string;
    readonly sender: { readonly name: string };
  }[];
}

const SPEAKERS: Readonly<
  Record<string, (url: string, id: string) => Promise<Speaker>>
> = {
  "json": (url, id) => speakJson(url, id, []),
  "gim.json": (url, id) => speakJson(url, id, ["gim.json"]),
  "gim.proto": (url, id) => ProtoClient.login(url, id),
};

async function speakJson(
  url: string,
  id: string,
  protocols: string[],
): Promise<Speaker> {
  const client = await TestClient.login(url, id, { protocols });
  return {
    ask: (op, body) => client.ask(op as typeof OP.send, body),
    push: () => client.push(),
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}

/** Two addresses of one service, of one process or of two. */
export interface Ends {
  readonly here: { readonly ws: string; readonly http: string };
  readonly there: { readonly ws: string; readonly http: string };
}

/** Contents go from every encoding to every other, and to HTTP, as they are. */
export async function contentsArrive({ here, there }: Ends): Promise<void> {
  const texts = someTexts();
  for (const [at, from] of Object.keys(SPEAKERS).entries()) {
    const [ann, ben] = [unique("ann"), unique("ben")];
    const to = Object.keys(SPEAKERS)[(at + 1) % 3]!;
    await using writer = await SPEAKERS[from]!(here.ws, ann);
    await using reader = await SPEAKERS[to]!(there.ws, ben);
    const send = { type: PRIVATE, target_id: ben };
    for (const content of texts) {
      await writer.ask(OP.send, { ...send, content });
    }
    const pushed: string[] = [];
    while (pushed.length < texts.length) {
      const { items } = await reader.push(PUSH.messages) as Pushed;
      pushed.push(...items.map(({ content }) => content));
    }
    assertEquals(pushed, texts, `${from} to ${to}`);
    assertEquals(await historyOf(there.http, ben, ann), texts);
  }
}

/** The texts of a private conversation over HTTP, from the oldest on. */
async function historyOf(
  base: string,
  id: string,
  peer: string,
): Promise<string[]> {
  const token = await tokenFor(base, id);
  const texts: string[] = [];
  for (let before = "";;) {
    const query = `count=50${before && `&message_id=${before}`}`;
    const { items, has_more } = await get<
      { items: { id: string; content: string }[]; has_more: boolean }
    >(base, `GET /sessions/2:${peer}/messages?${query}`, { token });
    texts.unshift(...items.map(({ content }) => content));
    if (!has_more) return texts;
    before = items[0]!.id;
  }
}

/** Names of users and chatrooms, and what is sent over HTTP, arrive as well. */
export async function namesArrive({ here, there }: Ends): Promise<void> {
  const ben = unique("ben");
  await using reader = await SPEAKERS["gim.json"]!(there.ws, ben);
  const names = someTexts().map((text) =>
    `n${text}`.slice(0, 60).toWellFormed()
  )
    .filter(isUserName);
  for (const name of names.slice(0, 15)) {
    const [id, ann] = [unique("room"), unique("ann")];
    const body = { id: ann, name };
    const { token } = await get<{ token: string }>(here.http, "POST /login", {
      body,
    });
    const line = `PUT /chatrooms/${id}/members/me`;
    await get(here.http, line, { token, body: { name } });
    await reader.ask(OP.join, { id });
    const send = { type: CHATROOM, target_id: id, content: name };
    await get(here.http, "POST /messages", { token, body: send });
    const { session, items } = await reader.push(PUSH.messages) as Pushed;
    const [item] = items;
    assertEquals([session.title, item?.sender.name, item?.content], [
      ...[name, name, name],
    ]);
  }
}

/** Half of a surrogate pair is refused everywhere, as it has no UTF-8. */
export async function halvesAreRefused({ here }: Ends): Promise<void> {
  const ann = unique("ann");
  const token = await tokenFor(here.http, ann);
  const expected = "content: expected well-formed Unicode";
  for (const content of ["\ud800", "a\udc00", "\ude00\ud83d", "\ud83d "]) {
    const body = { type: PRIVATE, target_id: "ben", content };
    const msg = await refusal(400, here.http, "POST /messages", {
      token,
      body,
    });
    assertEquals(msg, expected);
    for (const protocols of [[], ["gim.json"]]) {
      await using client = await TestClient.login(here.ws, ann, { protocols });
      assertEquals(await client.refused(400, OP.send, body), expected);
    }
  }
}
