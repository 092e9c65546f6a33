import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  decodeRoomNews,
  decodeUserNews,
  encodeRoomEvent,
  encodeUserNews,
  isFrom,
  type UserNews,
} from "../../src/nodes/node_message.ts";
import { anyText } from "../helpers/texts.ts";

Deno.test("a chatroom's news say what the scripts wrote, whatever the texts hold", () => {
  const texts = fc.record({ title: anyText, name: anyText, content: anyText });
  fc.assert(fc.property(texts, ({ title, name, content }) => {
    const head = JSON.stringify({ s: "ann", n: name, k: "text", q: "r 1" });
    const stored = `1 0id 1700000000000 ${head}\n${JSON.stringify(content)}`;
    // As append.lua and recall.lua publish it.
    const append = `append 7 ${JSON.stringify(title)}\n${stored}`;
    const news = decodeRoomNews("room", append);
    if (news.kind !== "append") throw new Error(news.kind);
    assertEquals([news.title, news.message.content], [title, content]);
    assertEquals(news.message.sender, { id: "ann", name });
    assertEquals([news.message.sequence, news.message.requestId], [7, "r 1"]);
    const recall = decodeRoomNews("room", `recall 7 3\n${stored}`);
    if (recall.kind !== "changed") throw new Error(recall.kind);
    const { kind, number, message } = recall.change;
    assertEquals([kind, number, message.sequence], ["recalled", 3, 7]);
  }));
});

Deno.test("who joins and leaves is read as the scripts write it", () => {
  const ordinal = 1_700_000_000_000_001;
  const read = (line: string) => decodeRoomNews("room", `${line}\nann@x.y`);
  const news = { kind: "member", userId: "ann@x.y", ordinal } as const;
  assertEquals(
    [read(`joined ${ordinal} 12`), read(`left ${ordinal}`)],
    [
      { ...news, isMember: true, hiddenUpTo: 12 },
      { ...news, isMember: false, hiddenUpTo: 0 },
    ],
  );
});

Deno.test("what a node tells another is read as it was written", () => {
  fc.assert(fc.property(anyText, (name) => {
    const event = {
      event: "joined",
      session_id: "1:room",
      user: { id: "ann", name },
    } as const;
    const news: UserNews = { kind: "event", event };
    const told = encodeUserNews("node-1", news);
    assertEquals(decodeUserNews(told), news);
    const heard = encodeRoomEvent("node-1", event);
    assertEquals(decodeRoomNews("room", heard), { kind: "event", event });
    for (const text of [told, heard]) {
      const own = ["node-1", "node", "node-10"].map((id) => isFrom(id, text));
      assertEquals(own, [true, false, false]);
    }
  }));
});
