import { assertEquals, assertThrows } from "@std/assert";
import { ReplyError } from "../../src/base/errors.ts";
import {
  type Announcement,
  Announcements,
} from "../../src/chat/announcements.ts";
import { extrasOf } from "../../src/chat/extras.ts";
import { requireFit } from "../../src/chat/content_size.ts";
import { CHATROOM } from "../../src/domain/ids.ts";

const MAX_CONTENT = 20;

function announcementsTold() {
  const told: unknown[] = [];
  const announcements = new Announcements({
    nodes: { announce: (event) => told.push(event) },
    now: () => 7,
    maxContentSize: MAX_CONTENT,
  });
  return { announcements, told };
}

/** What a message with the same content and data is refused with. */
function refusalOfMessage({ content, data }: Announcement): ReplyError {
  return assertThrows(() => {
    requireFit(content, MAX_CONTENT);
    extrasOf({ type: CHATROOM, target_id: "room", content, data: data! });
  }, ReplyError);
}

Deno.test("an announcement is told with its content, its category and its data", () => {
  const { announcements, told } = announcementsTold();
  const data = { link: "/news" };
  assertEquals(announcements.tell({ content: "news", data }), { receivers: 1 });
  const at = { event: "announcement", created_at: 7 };
  assertEquals(told, [{ ...at, content: "news", category: "text", data }]);
});

Deno.test("what is too much for a message, or no JSON, is refused of an announcement in the same words", () => {
  let deep: unknown = [];
  for (let level = 0; level < 20_000; level++) deep = [deep];
  const wrong: readonly Announcement[] = [
    { content: "x".repeat(MAX_CONTENT + 1) },
    { content: "ä".repeat(MAX_CONTENT / 2 + 1) },
    { content: "x", data: { text: "x".repeat(1024) } },
    { content: "x", data: { much: Infinity } },
    { content: "x", data: { deep } },
  ];
  const { announcements, told } = announcementsTold();
  for (const each of wrong) {
    const { code, message } = assertThrows(
      () => announcements.tell(each),
      ReplyError,
    );
    const expected = refusalOfMessage(each);
    assertEquals([code, message], [expected.code, expected.message]);
  }
  assertEquals(told, []);
});
