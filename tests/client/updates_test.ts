import { assertEquals } from "@std/assert";
import {
  Changes,
  updated,
  type UpdateEvent,
} from "../../src/client/changes.ts";
import { shownAfter } from "../../src/client/store/shown_message.ts";
import { Timeline } from "../../src/client/timeline.ts";
import type { Message, SyncPage } from "../../src/protocol/responses.ts";
import { message } from "../helpers/kept.ts";
import { Application } from "../helpers/timeline_application.ts";

const ID = "1:room";

function edited(
  sequence: number,
  content: string,
  numbers: { change?: number; since?: number } = {},
): UpdateEvent {
  const edit = { ...message(sequence, ID), content, edited_at: 7 };
  return { event: "edited", session_id: ID, message: edit, ...numbers };
}

function reacted(
  sequence: number,
  counts: Record<string, number>,
  numbers: { change?: number; since?: number } = {},
): UpdateEvent {
  const { id: message_id } = message(sequence, ID);
  return { event: "reacted", session_id: ID, message_id, counts, ...numbers };
}

function start(last: number) {
  const app = new Application();
  const timeline = new Timeline(ID, app);
  timeline.start({ sequence: 0, change: 0 });
  timeline.offer(
    Array.from({ length: last }, (_, at) => message(at + 1, ID)),
  );
  return { app, timeline };
}

/** The end of a conversation, with these changes. */
function pageOf(
  items: Message[],
  { last_change = 0, changes = [] }: Partial<SyncPage>,
): SyncPage {
  return {
    items,
    has_more: false,
    last_sequence: items.at(-1)!.sequence,
    first_sequence: 1,
    complete: true,
    read_sequence: 0,
    peer_read_sequence: 0,
    last_change,
    changes,
    more_changes: false,
  };
}

Deno.test("an edit of a delivered message is told, and follows the numbers of changes", () => {
  const { app, timeline } = start(2);
  timeline.change(edited(1, "a", { change: 1 }));
  timeline.change(reacted(2, { x: 5 }, { change: 6, since: 1 }));
  assertEquals(app.updates.length, 2);
  assertEquals(timeline.question, undefined);
  assertEquals(timeline.position?.change, 6);
});

Deno.test("a change after one that was missed has the service asked", () => {
  const { app, timeline } = start(1);
  timeline.change(edited(1, "a", { change: 3 }));
  assertEquals(timeline.question?.request.changed_after, 0);
  assertEquals(app.updates.length, 1);
});

Deno.test("one that is older than what was pushed is not told, and asked for", () => {
  const { app, timeline } = start(1);
  timeline.change(edited(1, "a", { change: 4, since: 0 }));
  timeline.change(edited(1, "b", { change: 3 }));
  assertEquals(app.updates.length, 1);
  assertEquals(timeline.question?.request.changed_after, 2);
});

Deno.test("a message that is held is delivered as it is now, and told once", () => {
  const { app, timeline } = start(1);
  timeline.offer([message(3, ID)]);
  timeline.change(edited(3, "new", { change: 1 }));
  timeline.change(reacted(3, { x: 2 }, { change: 2 }));
  assertEquals(app.updates, []);
  timeline.offer([message(2, ID)]);
  const last = app.messages.at(-1);
  assertEquals([last?.content, last?.reactions], ["new", [{
    reaction: "x",
    count: 2,
  }]]);
});

Deno.test("what was missed is told as the message is now: recalled, or edited", () => {
  const { app, timeline } = start(3);
  timeline.change(edited(3, "a", { change: 5 }));
  const { question } = timeline;
  const gone: Message = { ...message(1, ID), status: 2, content: "" };
  const page = pageOf([message(3, ID)], {
    last_change: 5,
    changes: [gone, { ...message(2, ID), content: "b" }],
  });
  timeline.apply(page, question!);
  assertEquals(app.recalls, [1]);
  const contents = app.updates.map((each) =>
    each.event === "edited" ? each.message?.content : ""
  );
  assertEquals(contents, ["a", "b"]);
  timeline.change(edited(1, "too late", { change: 6 }));
  assertEquals(app.updates.length, 2, "of a recalled one nothing is told");
});

Deno.test("what was pushed while a page from before it was on its way is asked for again", () => {
  const { app, timeline } = start(1);
  timeline.offer([message(4, ID)]);
  const { question } = timeline;
  timeline.change(reacted(2, { x: 1 }, { change: 1 }));
  timeline.change(edited(4, "new", { change: 2 }));
  const items = [1, 2, 3, 4].map((sequence) => message(sequence, ID));
  timeline.apply(pageOf(items, {}), question!);
  assertEquals(app.messages.map(({ sequence }) => sequence), [1, 2, 3, 4]);

  const told = app.updates.length;
  assertEquals(timeline.question?.request.changed_after, 0);
  const reactions = [{ reaction: "x", count: 1 }];
  const changes = [
    { ...message(2, ID), reactions },
    { ...message(4, ID), content: "new" },
  ];
  const page = pageOf(items.slice(-1), { last_change: 2, changes });
  timeline.apply(page, timeline.question!);
  const seen = app.updates.slice(told).map((each) =>
    each.event === "edited" ? each.message : undefined
  );
  assertEquals(seen, changes);
  assertEquals(timeline.question, undefined);
  assertEquals(timeline.position?.change, 2);
});

Deno.test("a page from before a change has nothing asked for where it brings no message", () => {
  const { timeline } = start(1);
  timeline.suspect();
  const { question } = timeline;
  timeline.change(edited(1, "new", { change: 1 }));
  timeline.apply(pageOf([message(1, ID)], {}), question!);
  assertEquals(timeline.question, undefined);
  assertEquals(timeline.position?.change, 1);
});

Deno.test("numbers are followed as far as an event tells them", () => {
  const changes = new Changes();
  const follow = (change: number, since?: number) =>
    changes.followUpdate(
      edited(1, "x", since === undefined ? { change } : { change, since }),
    );
  assertEquals([follow(1), changes.last], [true, 1]);
  assertEquals([follow(9, 1), changes.last], [true, 9]);
  assertEquals([follow(9, 0), changes.last], [true, 9]);
  assertEquals([follow(11), changes.last], [false, 9]);
});

Deno.test("a message keeps what an event does not say: the request id, and what is the user's own", () => {
  const own = { ...message(1, ID), request_id: "r" };
  const first = updated(own, edited(1, "a"));
  assertEquals([first.content, first.request_id], ["a", "r"]);
  const mine = [{ reaction: "x", count: 1, mine: true }];
  const shown = shownAfter(
    { ...own, reactions: mine },
    reacted(1, {
      x: 3,
      y: 1,
    }),
    "ann",
  );
  assertEquals(shown.reactions, [
    { reaction: "x", count: 3, mine: true },
    { reaction: "y", count: 1 },
  ]);
  const { id: message_id } = own;
  const privately = (on: boolean, count: number): UpdateEvent => ({
    event: "reacted",
    session_id: ID,
    message_id,
    reaction: "x",
    user_id: "ann",
    on,
    count,
  } as UpdateEvent);
  const added = shownAfter(own, privately(true, 1), "ann");
  assertEquals(added.reactions, mine);
  const taken = shownAfter(added, privately(false, 0), "ann");
  assertEquals("reactions" in taken, false);
  const recalled = { ...own, status: 2 as const, content: "" };
  assertEquals(shownAfter(recalled, edited(1, "a"), "ann"), recalled);
});

Deno.test("an edit that was read before it was pushed is asked for again", () => {
  const changes = new Changes();
  changes.last = 5;
  assertEquals(changes.isOvertaken(edited(1, "x", { change: 6 })), false);
  assertEquals(changes.isOvertaken(edited(1, "x", { change: 4 })), true);
  assertEquals(changes.last, 3);
});

Deno.test("a message that comes after its reactions is asked for again, once", () => {
  const changes = new Changes();
  changes.last = 7;
  changes.noteAhead(edited(1, "x", { change: 7 }));
  const { id } = message(1, ID);
  assertEquals([changes.hadChanged(id), changes.last], [true, 6]);
  assertEquals([changes.hadChanged(id), changes.last], [false, 6]);
});
