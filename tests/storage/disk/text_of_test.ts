import { assert, assertEquals, assertRejects } from "@std/assert";
import { editPolicy } from "../../../src/domain/change_policy.ts";
import { chatroomConversation } from "../../../src/domain/ids.ts";
import type { Answers, Batch, Call } from "../../../src/storage/disk/batch.ts";
import {
  CallQueue,
  MAX_TOGETHER_TEXT,
  MAX_WAITING_TEXT,
} from "../../../src/storage/disk/call_queue.ts";
import type { WriteCalls } from "../../../src/storage/disk/calls.ts";
import { textOf } from "../../../src/storage/disk/text_of.ts";
import { OutOfReach } from "../../../src/storage/shared/out_of_reach.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";

const ROOM = chatroomConversation("room");
const DRAFT = {
  conversation: ROOM,
  senderId: "ann",
  category: "text",
  content: "",
  requestId: undefined,
};
const EDIT = {
  kind: "edited",
  conversation: ROOM,
  userId: "ann",
  messageId: "1",
  policy: editPolicy(1000),
  content: "",
  data: undefined,
} as const;
const EVENT = { id: "1", type: "message.created", at: 1, about: [] } as const;

/** The calls that carry what somebody has written, each with such a text. */
function callsWith(text: string): Readonly<Record<string, Call>> {
  const data = { text };
  return {
    "a message": ["append", [{ ...DRAFT, content: text }]],
    "its data": ["append", [{ ...DRAFT, extras: { data: text } }]],
    "what was sent of one that was replaced": [
      "append",
      [{ ...DRAFT, asked: { content: text } }],
    ],
    "an edit": ["change", [{ ...EDIT, content: text }]],
    "the data of an edit": ["change", [{ ...EDIT, data: text }]],
    "the name of a user": ["enter", ["ann", text]],
    "a profile": ["setProfile", ["ann", { name: "Ann", data }]],
    "settings": ["configure", ["room", "ann", { name: "Room", data }]],
    "a sanction": [
      "sanction",
      ["room", "ann", { kind: "ban", userId: "bob", reason: text }],
    ],
    "a ban from the service": ["ban", ["bob", { reason: text }]],
    "a new chatroom": ["create", ["room", text]],
    "a join": ["join", ["room", "ann", text, {}]],
    "events for the back end": ["addEvents", [[EVENT, { ...EVENT, data }]]],
    "what the back end answered": [
      "settleEvents",
      [[{ number: 1, pause: 1, answer: text }]],
    ],
  };
}

Deno.test("the text of every call that carries some counts", () => {
  const [without, withText] = [callsWith(""), callsWith("x".repeat(1000))];
  for (const [what, call] of Object.entries(withText)) {
    const others = textOf(without[what]!);
    assertEquals(textOf(call) - others, 1000, what);
    assert(others < 50, `${what}: ${others}`);
  }
});

Deno.test("a plain message counts with its content alone", () => {
  assertEquals(textOf(["append", [{ ...DRAFT, content: "hello" }]]), 5);
});

Deno.test("edits that wait are bounded by their text, as messages are", async () => {
  const clock = new FakeClock();
  const posted: Batch[] = [];
  let take: (answers: Answers) => void = () => {};
  const port = {
    post: (batch: Batch) => void posted.push(batch),
    listen: (to: typeof take) => take = to,
  };
  const queue = new CallQueue<WriteCalls>({
    port,
    clock,
    pause: 0,
    weigh: textOf,
  });
  const edit = () =>
    queue.call("change", { ...EDIT, content: "x".repeat(MAX_TOGETHER_TEXT) });
  const edits = Array.from(
    { length: MAX_WAITING_TEXT / MAX_TOGETHER_TEXT },
    edit,
  );
  await assertRejects(edit, OutOfReach);
  while (queue.size > 0) {
    clock.settle();
    const { number, calls } = posted.shift()!;
    assertEquals(calls.length, 1, "one fills a batch");
    take({ number, outcomes: [["answer", null]] });
  }
  await Promise.all(edits);
});
