import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { ChangeEvent } from "../../src/client/changes.ts";
import { Timeline } from "../../src/client/timeline.ts";
import { FakeConversation } from "../helpers/fake_conversation.ts";
import { Application, fill, upTo } from "../helpers/timeline_application.ts";

/** Something that can happen, in any order and any number of times. */
const step = fc.oneof(
  fc.record({ kind: fc.constant("append" as const), count: fc.nat(30) }),
  fc.record({
    kind: fc.constant("push" as const),
    back: fc.nat(25),
    count: fc.nat(15),
    shuffled: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("recall" as const),
    back: fc.nat(25),
    told: fc.constantFrom("at once", "later", "never"),
  }),
  fc.record({ kind: fc.constant("tell" as const) }),
  fc.record({ kind: fc.constant("ask" as const) }),
  fc.record({ kind: fc.constant("answer" as const) }),
  fc.record({ kind: fc.constant("evict" as const), count: fc.nat(20) }),
);
type Step =
  | (typeof step extends fc.Arbitrary<infer T> ? T : never)
  | { kind: "lose"; count: number };

const steps = fc.array(step, { maxLength: 60, size: "max" });
const keeping = fc.array(step.filter(({ kind }) => kind !== "evict"), {
  maxLength: 60,
  size: "max",
});
/** How much a page has room for: the service may end one early. */
const room = fc.constantFrom(1, 7, 500);

/** Plays the steps on a conversation, its pushes and answers going astray. */
function play(steps: readonly Step[], room: number): {
  app: Application;
  conversation: FakeConversation;
} {
  const app = new Application();
  const conversation = new FakeConversation();
  conversation.room = room;
  const timeline = new Timeline(conversation.id, app);
  timeline.start({ sequence: 0, change: 0 });
  let answer: (() => void) | undefined;
  const untold: ChangeEvent[] = [];
  // Up to here everything was pushed, or said to be left out.
  let pushed = 0;
  const at = (back: number) => Math.max(0, conversation.last - back);
  for (const each of steps) {
    if (each.kind === "append") conversation.append(each.count);
    if (each.kind === "lose") {
      conversation.lose(each.count);
      pushed = Math.min(pushed, conversation.last);
      // What was read of the lost server is not answered any more.
      answer = undefined;
    }
    if (each.kind === "evict") conversation.evict(each.count);
    if (each.kind === "push") {
      const items = conversation.slice(at(each.back), each.count);
      const before = (items[0]?.sequence ?? 0) - 1;
      const missed = each.shuffled ? 0 : Math.max(0, before - pushed);
      timeline.offer(each.shuffled ? items.toReversed() : items, missed);
      pushed = Math.max(pushed, each.shuffled ? 0 : before + items.length);
    }
    if (each.kind === "recall") {
      const event = conversation.recall(at(each.back));
      if (event !== undefined && each.told !== "never") untold.push(event);
    }
    const tells = each.kind === "tell" ||
      each.kind === "recall" && each.told === "at once";
    if (tells) { for (const event of untold.splice(0)) timeline.change(event); }
    if (each.kind === "ask" && timeline.question !== undefined) {
      const { question } = timeline;
      const page = conversation.sync(question.request);
      answer = () => timeline.apply(page, question);
    }
    if (each.kind === "answer") {
      answer?.();
      answer = undefined;
    }
    assertEquals(new Set(app.ids).size, app.ids.length);
    const known = app.messages.filter(({ id }) => app.ids.includes(id))
      .map(({ sequence }) => sequence);
    const lost = app.lost.filter(({ reason }) => reason === "forgotten");
    if (lost.length === 0) assertEquals(known, known.toSorted((a, b) => a - b));
  }
  // A connection broke, the list of conversations is read anew.
  timeline.resume();
  const newest = conversation.ids.at(-1);
  timeline.learn({
    sequence: conversation.last,
    change: conversation.changes,
    ...newest === undefined ? {} : { id: newest },
  });
  fill(timeline, conversation);
  return { app, conversation };
}

Deno.test("Timeline gives every message once and in order, whatever comes", () => {
  fc.assert(
    fc.property(keeping, room, (steps, room) => {
      const { app, conversation } = play(steps, room);
      assertEquals(app.told, upTo(conversation.last));
      assertEquals(app.lost, []);
    }),
    { numRuns: 500 },
  );
});

Deno.test("Timeline tells of every recall once, as a recalled message or an event", () => {
  fc.assert(
    fc.property(keeping, room, (steps, room) => {
      const { app, conversation } = play(steps, room);
      const empty = app.messages.filter(({ status }) => status === 2);
      for (const { content } of empty) assertEquals(content, "");
      const told = [...app.recalls, ...empty.map(({ sequence }) => sequence)];
      assertEquals(told.toSorted((a, b) => a - b), conversation.recalled);
    }),
    { numRuns: 500 },
  );
});

Deno.test("Timeline says of what is no longer kept that it is lost", () => {
  fc.assert(
    fc.property(steps, room, (steps, room) => {
      const { app, conversation } = play(steps, room);
      const told = app.told.toSorted((a, b) => a - b);
      assertEquals(told, upTo(conversation.last));
    }),
    { numRuns: 500 },
  );
});

Deno.test("Timeline holds a bounded number of messages that wait for a gap", () => {
  const app = new Application();
  const conversation = new FakeConversation();
  conversation.append(5000);
  const timeline = new Timeline(conversation.id, app);
  timeline.start({ sequence: 0, change: 0 });
  timeline.offer(conversation.slice(2, 4998));
  assertEquals(app.messages, []);
  timeline.offer(conversation.slice(0, 1));
  // The first, and those that were held behind the one that is missing.
  timeline.offer(conversation.slice(1, 1));
  assertEquals(app.messages.length, 502);
  fill(timeline, conversation);
  assertEquals(app.told, upTo(5000));
});

Deno.test("Timeline asks for no more than the gap", () => {
  const conversation = new FakeConversation();
  conversation.append(10);
  const timeline = new Timeline(conversation.id, new Application());
  timeline.start({ sequence: 2, change: 0 });
  timeline.offer(conversation.slice(6, 4));
  assertEquals(timeline.question?.request, {
    after_sequence: 2,
    changed_after: 0,
    count: 4,
  });
});

Deno.test("Timeline asks again at once when what a page brings had come by itself", () => {
  const conversation = new FakeConversation();
  conversation.append(4);
  const timeline = new Timeline(conversation.id, new Application());
  timeline.start({ sequence: 0, change: 0 });
  timeline.offer(conversation.slice(1, 1));
  const { question } = timeline;
  assert(question !== undefined);
  const page = conversation.sync(question.request);
  timeline.offer(conversation.slice(0, 1));
  timeline.offer(conversation.slice(3, 1));
  assert(timeline.apply(page, question), "it would wait for nothing");
  assertEquals(timeline.question?.request.after_sequence, 1);
});

Deno.test("Timeline begins anew when the service has forgotten everything", () => {
  const app = new Application();
  const before = new FakeConversation();
  before.append(7);
  const timeline = new Timeline(before.id, app);
  timeline.start({ sequence: 0, change: 0 });
  timeline.offer(before.slice(0, 7));
  const after = new FakeConversation("n");
  after.append(2);
  timeline.learn({ sequence: after.last, change: 0 });
  fill(timeline, after);
  assertEquals(app.lost.map(({ reason }) => reason), ["forgotten"]);
  const given = app.messages.map(({ sequence }) => sequence);
  assertEquals(given, [...upTo(7), ...upTo(2)]);
});

Deno.test("Timeline comes to what the service has, whatever the service loses", () => {
  const lose = fc.record({
    kind: fc.constant("lose" as const),
    count: fc.nat(9),
  });
  const keeps = step.filter(({ kind, ...each }) =>
    kind !== "evict" && !("shuffled" in each && each.shuffled)
  );
  const steps = fc.array(fc.oneof(keeps, keeps, keeps, lose), {
    maxLength: 60,
    size: "max",
  });
  fc.assert(
    // With room for one, two servers may answer what one would tell apart.
    fc.property(steps, fc.constantFrom(2, 7, 500), (steps, room) => {
      const { app, conversation } = play(steps, room);
      assertEquals(app.ids, conversation.ids);
    }),
    { numRuns: 500 },
  );
});

Deno.test("Timeline does not go past a held message that was lost to one that has changed since", () => {
  const app = new Application();
  const conversation = new FakeConversation();
  const timeline = new Timeline(conversation.id, app);
  timeline.start({ sequence: 0, change: 0 });
  conversation.append(4);
  timeline.offer(conversation.slice(3, 1), 3);
  conversation.lose(4);
  conversation.append(9);
  conversation.recall(4);
  fill(timeline, conversation);
  assertEquals(app.ids, conversation.ids);
  assertEquals(app.lost.map(({ first, last }) => [first, last]), [[4, 4]]);
});

Deno.test("Timeline gives what has changed before it came as it is now", () => {
  const app = new Application();
  const conversation = new FakeConversation();
  const timeline = new Timeline(conversation.id, app);
  timeline.start({ sequence: 0, change: 0 });
  conversation.append(9);
  const sent = conversation.slice(0, 9);
  conversation.recall(4);
  conversation.room = 2;
  timeline.offer(sent.slice(1, 3));
  const { question } = timeline;
  assert(question !== undefined);
  timeline.apply(conversation.sync(question.request), question);
  timeline.offer(sent.slice(3));
  assertEquals(app.messages.map(({ status }) => status).indexOf(2), 4);
  assertEquals(app.told, upTo(9));
});

/** A timeline that has given seven messages, over a connection that is gone. */
function interrupted() {
  const app = new Application();
  const before = new FakeConversation();
  before.append(7);
  const timeline = new Timeline(before.id, app);
  timeline.start({ sequence: 0, change: 0 });
  timeline.offer(before.slice(0, 7));
  timeline.resume();
  return { app, before, timeline };
}

Deno.test("Timeline notices that a conversation was forgotten and has grown beyond", () => {
  for (const learns of [true, false]) {
    const { app, timeline } = interrupted();
    const after = new FakeConversation("n");
    after.append(9);
    if (learns) timeline.learn({ sequence: 9, change: 0, id: "n9" });
    // What is pushed meanwhile would follow what went out.
    timeline.offer(after.slice(7, 2));
    assertEquals(app.messages.length, 7);
    fill(timeline, after);
    assertEquals(app.lost.map(({ reason }) => reason), ["forgotten"]);
    const given = app.messages.slice(7).map(({ id }) => id);
    assertEquals(given, upTo(9).map((sequence) => `n${sequence}`));
  }
});

Deno.test("Timeline notices by the list that a conversation of the same length is another", () => {
  const { app, timeline } = interrupted();
  const after = new FakeConversation("n");
  after.append(7);
  timeline.learn({ sequence: 7, change: 0, id: "n7" });
  fill(timeline, after);
  assertEquals(app.messages.slice(7).map(({ id }) => id).length, 7);
  assertEquals(app.lost.map(({ reason }) => reason), ["forgotten"]);
});

Deno.test("Timeline asks for nothing where the list shows that nothing has come", () => {
  const { app, timeline } = interrupted();
  timeline.learn({ sequence: 7, change: 0, id: "m7" });
  assertEquals([timeline.question, app.lost], [undefined, []]);
});

Deno.test("Timeline goes on where the service still has what went out, or evicted it", () => {
  for (const evicted of [0, 7, 8]) {
    const { app, before, timeline } = interrupted();
    before.append(3);
    before.evict(evicted);
    timeline.offer(before.slice(9, 1));
    assertEquals(app.messages.length, 7);
    fill(timeline, before);
    assertEquals(app.told.toSorted((a, b) => a - b), upTo(10));
    assertEquals(app.lost.length, evicted === 8 ? 1 : 0);
  }
});

Deno.test("Timeline trusts no page that was asked for over an earlier connection", () => {
  const { app, before, timeline } = interrupted();
  timeline.learn({ sequence: 7, change: 0, id: "m7" });
  timeline.suspect();
  const { question } = timeline;
  assert(question !== undefined);
  timeline.resume();
  const after = new FakeConversation("n");
  after.append(9);
  // The request went out again, and another service has answered it.
  assert(timeline.apply(after.sync(question.request), question));
  assertEquals([app.messages.length, before.last], [7, 7]);
  fill(timeline, after);
  assertEquals(app.messages.slice(7).length, 9);
});

Deno.test("Timeline waits with what comes before it is started", () => {
  const app = new Application();
  const conversation = new FakeConversation();
  conversation.append(5);
  const timeline = new Timeline(conversation.id, app);
  timeline.offer(conversation.slice(3, 2), 1);
  assertEquals([timeline.lowest, app.messages.length], [3, 0]);
  assertEquals(timeline.question, undefined);
  timeline.start({ sequence: 3, change: 0 });
  assertEquals(app.messages.map(({ sequence }) => sequence), [4, 5]);
  assertEquals(timeline.position, { sequence: 5, change: 0, id: "m5" });
});

/** Two messages that are out, both recalled: of the first nobody is told. */
function recallTwice() {
  const app = new Application();
  const conversation = new FakeConversation();
  conversation.append(2);
  const timeline = new Timeline(conversation.id, app);
  timeline.start({ sequence: 0, change: 0 });
  timeline.offer(conversation.slice(0, 2));
  conversation.recall(0);
  return { app, conversation, timeline, event: conversation.recall(1) };
}

Deno.test("Timeline knows by the next recall's number that it was not told of one", () => {
  const { app, conversation, timeline, event } = recallTwice();
  assert(event !== undefined);
  timeline.change(event);
  fill(timeline, conversation);
  assertEquals(app.recalls, [2, 1]);
  assertEquals(timeline.position, { sequence: 2, change: 2, id: "m2" });
});

Deno.test("Timeline asks again where its doubt is newer than the answer", () => {
  const { app, conversation, timeline, event } = recallTwice();
  assert(event !== undefined);
  timeline.suspect();
  const { question } = timeline;
  assert(question !== undefined);
  const before = new FakeConversation();
  before.append(2);
  const page = before.sync(question.request);
  timeline.change(event);
  assert(timeline.apply(page, question), "it would wait for nothing");
  fill(timeline, conversation);
  assertEquals(app.recalls, [2, 1]);
});

Deno.test("Timeline has nothing to ask after a recall that follows the last", () => {
  const { timeline } = recallTwice();
  const about = { session_id: "1:room", message_id: "m1", sequence: 1 };
  timeline.change({ event: "recalled", ...about, change: 1 });
  assertEquals(timeline.question, undefined);
  assertEquals(timeline.position, { sequence: 2, change: 1, id: "m2" });
  timeline.learn({ sequence: 2, change: 1 });
  assertEquals(timeline.question, undefined);
});
