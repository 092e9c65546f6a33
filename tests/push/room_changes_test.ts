import { assertEquals } from "@std/assert";
import type { Change, ChangeKind } from "../../src/domain/change.ts";
import type { Message } from "../../src/domain/model.ts";
import type { Hint } from "../../src/protocol/responses.ts";
import {
  MAX_WAITING_CHANGES,
  RoomChanges,
} from "../../src/push/room_changes.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { messageOf } from "../helpers/messages.ts";

const DURATION = 1000;

function create({ online = true } = {}) {
  const clock = new FakeClock();
  const told: Hint[] = [];
  const changes = new RoomChanges({
    presence: { hasMemberOnline: () => online },
    events: { notifyChatroom: (_id, event) => void told.push(event) },
    clock,
    duration: DURATION,
  });
  const take = () => told.splice(0);
  return { clock, changes, take };
}

function change(
  number: number,
  kind: ChangeKind,
  sequence: number,
  more: Partial<Message> = {},
): Change {
  return { kind, number, message: messageOf(sequence, more) };
}

function reacted(number: number, sequence: number, count: number): Change {
  const reactions = [{ reaction: "+1", count }];
  return change(number, "reacted", sequence, { extras: { reactions } });
}

/** What an event says of which change. */
function summary(event: Hint): unknown[] {
  const { event: name, change, since } = event as Record<string, unknown> & {
    event: string;
  };
  return since === undefined ? [name, change] : [name, change, since];
}

Deno.test("a thousand reactions to a message in an interval are one event", () => {
  const { clock, changes, take } = create();
  for (let number = 1; number <= 1000; number++) {
    changes.take("room", reacted(number, 1, number));
  }
  clock.advance(DURATION - 1);
  assertEquals(take(), []);
  clock.advance(1);
  assertEquals(take(), [{
    event: "reacted",
    session_id: "1:room",
    message_id: messageOf(1).id,
    counts: { "+1": 1000 },
    change: 1000,
    since: 0,
  }]);
  clock.advance(10 * DURATION);
  assertEquals([take(), changes.waiting], [[], 0]);
});

Deno.test("edits and reactions of an interval are one event each, for each message, by number", () => {
  const { clock, changes, take } = create();
  changes.take("room", change(5, "edited", 1, { content: "a" }));
  changes.take("room", reacted(6, 2, 1));
  changes.take("room", change(7, "edited", 1, { content: "b" }));
  changes.take("room", reacted(8, 1, 3));
  clock.advance(DURATION);
  const events = take();
  assertEquals(events.map(summary), [
    ["reacted", 6, 4],
    ["edited", 7],
    ["reacted", 8],
  ]);
  const [, edited] = events as { message: { content: string } }[];
  assertEquals(edited?.message.content, "text 1", "the newest state");
});

Deno.test("a recall is told at once, after what waits, and with nothing more of its message", () => {
  const { clock, changes, take } = create();
  changes.take("room", reacted(1, 1, 1));
  changes.take("room", change(2, "edited", 2));
  changes.take("room", change(3, "recalled", 1));
  assertEquals(take().map(summary), [["edited", 2, 0], ["recalled", 3]]);
  clock.advance(DURATION);
  assertEquals(take(), []);
});

Deno.test("each chatroom has intervals of its own, and none where nobody is online", () => {
  const { clock, changes, take } = create();
  changes.take("a", change(1, "edited", 1));
  clock.advance(DURATION / 2);
  changes.take("b", change(1, "edited", 1));
  clock.advance(DURATION / 2);
  assertEquals(take().length, 1);
  clock.advance(DURATION / 2);
  assertEquals(take().length, 1);
  const alone = create({ online: false });
  alone.changes.take("a", change(1, "edited", 1));
  assertEquals(alone.changes.waiting, 0);
});

Deno.test("what waits at an orderly end is told, and at any other end it is not", () => {
  const { clock, changes, take } = create();
  changes.take("a", change(1, "edited", 1));
  changes.flush();
  assertEquals(take().length, 1);
  changes.take("a", change(2, "edited", 1));
  changes.stop();
  clock.advance(DURATION);
  assertEquals(take(), []);
});

Deno.test("changes of more messages than may wait are not told, and no event says that they were", () => {
  const { clock, changes, take } = create();
  const many = MAX_WAITING_CHANGES + 5;
  for (let number = 1; number <= many; number++) {
    changes.take("room", change(number, "edited", number));
  }
  changes.take("room", change(many + 1, "edited", 1));
  clock.advance(DURATION);
  const events = take();
  assertEquals(events.length, MAX_WAITING_CHANGES);
  assertEquals(events.some((event) => "since" in event), false);
  assertEquals(summary(events.at(-1)!), ["edited", many + 1]);
});
