import { assertEquals } from "@std/assert";
import { type Failure, OP, PRIVATE, unique } from "../helpers/contract.ts";
import { testOnEachStorage, type World } from "../helpers/each_storage.ts";
import { call, tokenFor } from "../helpers/http.ts";
import { ObservedClient } from "../helpers/observed_client.ts";

const ARGS = [
  "--enable-message-sequence=true",
  ...["--message-push-duration", "20ms"],
];

/** What a block forbids, and that it forbids nothing else. */
async function checkBlock({ here, there }: World): Promise<void> {
  const [ann, bob] = [unique("ann"), unique("bob")];
  await using a = await ObservedClient.login(here.ws, ann);
  await using b = await ObservedClient.login(there.ws, bob);
  await using other = await ObservedClient.login(there.ws, bob);
  const { id: own } = await b.tell(ann, "mine");
  await a.push();
  await a.ask(OP.block, { user_id: bob, blocked: true });
  const token = await tokenFor(there.http, bob);
  const to = { type: PRIVATE, target_id: ann, content: "again" };
  for (const client of [b, other]) {
    const refused = await client.refusal(OP.send, to);
    assertEquals(refused, { code: 403, reason: "blocked" });
  }
  const line = "POST /messages";
  const answer = await call<Failure>(there.http, line, { token, body: to });
  assertEquals([answer.code, answer.data], [403, { reason: "blocked" }]);
  const session_id = `2:${ann}`;
  await b.ask(OP.read, { session_id, sequence: 1 });
  await b.ask(OP.recall, { session_id, message_id: own });
  const { items } = await b.ask(OP.sync, { session_id, after_sequence: 0 });
  assertEquals(items.map(({ status }) => status), [2]);
  await a.tell(bob, "I may write to you");
  await other.push();
  assertEquals((await a.unread()).filter(({ op }) => op === 501), []);
  await a.ask(OP.block, { user_id: bob, blocked: false });
  await b.tell(ann, "at last");
  await a.push();
}

testOnEachStorage(
  "who is blocked cannot write, and may do everything else",
  checkBlock,
  ...ARGS,
);
