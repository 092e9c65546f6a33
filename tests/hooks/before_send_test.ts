import { assertEquals, assertRejects } from "@std/assert";
import { ReplyError } from "../../src/base/errors.ts";
import { privateConversation } from "../../src/domain/ids.ts";
import {
  BeforeSend,
  MAX_ASKED,
  type Question,
} from "../../src/hooks/before_send.ts";
import type { PostOutcome } from "../../src/hooks/poster.ts";
import { HookCounts } from "../../src/observe/metrics/hook_counts.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { FakePoster } from "../helpers/fake_poster.ts";

const QUESTION: Question = {
  type: "message.sending",
  senderId: "ann",
  conversation: privateConversation("ann", "bob"),
  content: "hello",
  category: "text",
};

function bench(
  failure: "accept" | "reject" = "accept",
  answer?: () => PostOutcome,
) {
  const clock = new FakeClock();
  const poster = new FakePoster(answer);
  const counts = new HookCounts();
  const beforeSend = new BeforeSend({
    poster,
    timeout: 1000,
    failure,
    maxContentSize: 100,
    clock,
    now: clock.now,
    counts,
  });
  return { clock, poster, counts, beforeSend };
}

function saying(answer: object, status = 200): () => PostOutcome {
  return () => ({ status, text: JSON.stringify(answer), isCut: false });
}

Deno.test("the back end is asked in the form of the contract", async () => {
  const { poster, beforeSend } = bench("accept", saying({ action: "accept" }));
  assertEquals(await beforeSend.ask(QUESTION), undefined);
  const [post] = poster.posts;
  assertEquals(post?.to, "beforeSend");
  assertEquals(JSON.parse(post?.body ?? ""), {
    type: "message.sending",
    timestamp: "2023-11-14T22:13:20.000Z",
    data: {
      sender_id: "ann",
      type: 2,
      target_id: "bob",
      content: "hello",
      category: "text",
    },
  });
});

Deno.test("its no is a 403 with its reason, its replacement is returned", async () => {
  const no = bench("accept", saying({ action: "reject", msg: "rude" }));
  const refusal = await assertRejects(
    () => no.beforeSend.ask(QUESTION),
    ReplyError,
    "rude",
  );
  assertEquals([refusal.code, refusal.data], [403, { reason: "rejected" }]);
  const other = bench("accept", saying({ action: "replace", content: "***" }));
  const replaced = await other.beforeSend.ask(QUESTION);
  assertEquals(replaced?.content, "***");
  assertEquals(other.counts.asked.replace, 1);
});

Deno.test("a failure accepts, or is a 503, as the option says", async () => {
  const fails = () => ({ status: 0, reason: "refused" }) as const;
  assertEquals(
    await bench("accept", fails).beforeSend.ask(QUESTION),
    undefined,
  );
  const { beforeSend, counts } = bench("reject", fails);
  const refusal = await assertRejects(
    () => beforeSend.ask(QUESTION),
    ReplyError,
  );
  assertEquals(refusal.code, 503);
  assertEquals(counts.asked.failure, 1);
});

Deno.test("nobody waits for a thread that hangs", async () => {
  const { clock, beforeSend } = bench();
  const asked = beforeSend.ask(QUESTION);
  await Promise.resolve();
  clock.advance(1500);
  assertEquals(await asked, undefined);
});

Deno.test("over 200 questions at a time the next is a failure at once", async () => {
  const { poster, counts, beforeSend } = bench("reject");
  const asked = Array.from(
    { length: MAX_ASKED },
    () => beforeSend.ask(QUESTION),
  );
  await assertRejects(() => beforeSend.ask(QUESTION), ReplyError);
  assertEquals([poster.open, counts.asking()], [MAX_ASKED, MAX_ASKED]);
  while (poster.open > 0) {
    poster.reply({ status: 200, text: '{"action":"accept"}', isCut: false });
  }
  await Promise.all(asked);
  assertEquals(counts.asking(), 0);
});

Deno.test("a send that is repeated with its request id gets the same answer", async () => {
  const { poster, beforeSend } = bench();
  const repeated = { ...QUESTION, requestId: "r1" };
  const first = beforeSend.ask(repeated);
  poster.reply(saying({ action: "replace", content: "x" })());
  assertEquals((await first)?.content, "x");
  assertEquals((await beforeSend.ask(repeated))?.content, "x");
  assertEquals(poster.posts.length, 1);
  const changed = beforeSend.ask({ ...repeated, content: "other" });
  poster.reply(saying({ action: "accept" })());
  assertEquals(await changed, undefined);
});

Deno.test("what was answered to who is erased is not remembered", async () => {
  const { poster, beforeSend } = bench("accept", saying({ action: "accept" }));
  const said = (senderId: string, target: string) => ({
    ...QUESTION,
    senderId,
    conversation: privateConversation(senderId, target),
    requestId: "r1",
  });
  const questions = [
    said("ann", "bob"),
    said("bob", "ann"),
    said("cat", "bob"),
  ];
  for (const question of questions) await beforeSend.ask(question);
  beforeSend.forget("ann");
  for (const question of questions) await beforeSend.ask(question);
  const senders = poster.posts.map(({ body }) =>
    JSON.parse(body).data.sender_id
  );
  assertEquals(senders, ["ann", "bob", "cat", "ann", "bob"]);
});
