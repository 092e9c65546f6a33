import { assertEquals } from "@std/assert";
import { refusal } from "../helpers/refusal.ts";
import { RulesBench } from "../helpers/rules.ts";

const TO_BOB = { type: 2, target_id: "bob", content: "hi" } as const;

function presenceIn({ presence }: RulesBench, userId: string): string[] {
  return [...presence.chatroomsOf(userId)];
}

Deno.test("a private message that was stored though its send failed is delivered when that is known", async () => {
  const bench = new RulesBench();
  const ann = await bench.connect("ann", "Ann");
  await bench.connect("bob", "Bob");
  await bench.messages.send(ann, { ...TO_BOB, content: "before" });
  bench.clock.advance(10);
  bench.unanswered.add("append");
  assertEquals(
    (await refusal(() => bench.messages.send(ann, TO_BOB))).code,
    503,
  );
  assertEquals(bench.privately.splice(0).length, 1);
  await bench.settle();
  const [delivery, ...more] = bench.privately;
  assertEquals([delivery?.message.content, more.length], ["hi", 0]);
  assertEquals(delivery?.receiver, { id: "bob", name: "Bob" });
});

Deno.test("a message that was not stored is not delivered later either", async () => {
  const bench = new RulesBench();
  const ann = await bench.connect("ann");
  const long = { ...TO_BOB, content: "x".repeat(11) };
  assertEquals((await refusal(() => bench.messages.send(ann, long))).code, 413);
  await bench.settle();
  assertEquals([bench.settles.length, bench.privately.length], [0, 0]);
});

Deno.test("who has left though the leave failed is out, and it is told, when that is known", async () => {
  const bench = new RulesBench();
  const ann = await bench.connect("ann");
  await bench.chatrooms.join(ann, { id: "room" });
  bench.takeTold();
  bench.unanswered.add("leave");
  await refusal(() => bench.chatrooms.leave(ann, { id: "room" }));
  assertEquals(presenceIn(bench, "ann"), ["room"]);
  await bench.settle();
  assertEquals(presenceIn(bench, "ann"), []);
  const told = bench.takeTold().map(({ to, event }) => [to, event.event]);
  assertEquals(told, [["members of room", "left"], ["user ann", "left"]]);
});

Deno.test("who has joined though the join failed is in, and it is told, when that is known", async () => {
  const bench = new RulesBench();
  const ann = await bench.connect("ann");
  bench.unanswered.add("join");
  await refusal(() => bench.chatrooms.join(ann, { id: "room" }));
  assertEquals(presenceIn(bench, "ann"), []);
  await bench.settle();
  assertEquals(presenceIn(bench, "ann"), ["room"]);
  const told = bench.takeTold().map(({ to, event }) => [to, event.event]);
  assertEquals(told, [["members of room", "joined"]]);
});

Deno.test("what the user did meanwhile counts, and nothing is told twice", async () => {
  const bench = new RulesBench();
  const ann = await bench.connect("ann");
  bench.unanswered.add("join");
  await refusal(() => bench.chatrooms.join(ann, { id: "one" }));
  bench.unanswered.clear();
  await bench.chatrooms.join(ann, { id: "one" });
  await bench.chatrooms.join(ann, { id: "two" });
  bench.unanswered.add("leave");
  await refusal(() => bench.chatrooms.leave(ann, { id: "two" }));
  bench.unanswered.clear();
  await bench.chatrooms.join(ann, { id: "two" });
  bench.takeTold();
  await bench.settle();
  assertEquals(presenceIn(bench, "ann"), ["one", "two"]);
  assertEquals(bench.takeTold(), []);
});

Deno.test("who leaves while it is looked whether they have joined is not made a member again", async () => {
  const bench = new RulesBench();
  const ann = await bench.connect("ann");
  bench.unanswered.add("join");
  await refusal(() => bench.chatrooms.join(ann, { id: "room" }));
  bench.unanswered.clear();
  const settled = bench.settle();
  await bench.chatrooms.leave(ann, { id: "room" });
  await settled;
  assertEquals(presenceIn(bench, "ann"), []);
  assertEquals([...await bench.storage.chatroomsOf("ann")], []);
});

Deno.test("of a user without a connection nothing is told that may not have happened", async () => {
  const bench = new RulesBench();
  await bench.connect("bob");
  const ann = bench.http("ann");
  await bench.chatrooms.join(ann, { id: "room" });
  bench.takeTold();
  bench.unanswered.add("join");
  await refusal(() => bench.chatrooms.join(ann, { id: "room" }));
  bench.unanswered.clear();
  await bench.settle();
  bench.unanswered.add("leave");
  await refusal(() => bench.chatrooms.leave(ann, { id: "room" }));
  await bench.settle();
  assertEquals(bench.takeTold(), []);
});

Deno.test("only the message in doubt is delivered later, and none that was recalled", async () => {
  const bench = new RulesBench();
  const ann = await bench.connect("ann");
  await bench.connect("bob");
  bench.unanswered.add("append");
  await refusal(() => bench.messages.send(ann, { ...TO_BOB, content: "late" }));
  await refusal(() => bench.messages.send(ann, { ...TO_BOB, content: "gone" }));
  bench.unanswered.clear();
  await bench.messages.send(ann, { ...TO_BOB, content: "after" });
  bench.privately.splice(0);
  const { items } = await bench.messages.history(ann, { session_id: "2:bob" });
  const { id: message_id } = items[1]!;
  await bench.recalls.recall(ann, { session_id: "2:bob", message_id });
  await bench.settle();
  assertEquals(bench.privately.map(({ message }) => message.content), ["late"]);
});
