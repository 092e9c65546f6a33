import { assertEquals } from "@std/assert";
import type { MessageRecord } from "../../../src/storage/archive/records.ts";
import { toRequest } from "../../../src/storage/archive/request_of.ts";

const RECORD: MessageRecord = {
  sequence: 1,
  id: "m-1",
  sender_id: "ann",
  sender_name: "Ann",
  created_at: 1000,
  category: "text",
  content: "hello",
  status: 1,
  request_id: "r-1",
};

Deno.test("a request id is remembered by what was sent, not by what others have reacted", () => {
  const sent = toRequest(RECORD, 0);
  assertEquals(sent?.id, "r-1");
  const reactions = [{ reaction: "👍", count: 1 }];
  assertEquals(toRequest({ ...RECORD, extras: { reactions } }, 0), sent);
  const withData = { ...RECORD, extras: { data: "{}" } };
  const reacted = { ...RECORD, extras: { data: "{}", reactions } };
  assertEquals(toRequest(reacted, 0), toRequest(withData, 0));
});

Deno.test("a request id of a message that is old, edited or recalled is not remembered", () => {
  const gone: MessageRecord[] = [
    { ...RECORD, created_at: 999 },
    { ...RECORD, extras: { editedAt: 2000 } },
    { ...RECORD, status: 2, content: "" },
  ];
  for (const record of gone) assertEquals(toRequest(record, 1000), undefined);
});
