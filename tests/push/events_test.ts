import { assertEquals } from "@std/assert";
import { Events } from "../../src/push/events.ts";
import { Presence } from "../../src/push/presence.ts";
import { SLICE_SIZE } from "../../src/push/turn_scheduler.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { CommandsBench } from "../helpers/gateway_commands.ts";

const JOINED = {
  event: "joined",
  session_id: "1:room",
  user: { id: "ann", name: "Ann" },
} as const;

function create() {
  const clock = new FakeClock();
  const presence = new Presence();
  const gateway = new CommandsBench(clock, presence, {
    maxOutboundBytes: 1000,
  });
  const events = new Events({ presence, clock });
  const connect = (userId: string, room?: string) =>
    gateway.connect(userId, room === undefined ? [] : [room]);
  return { clock, gateway, events, connect };
}

Deno.test("a user's event goes at once to their connections but the origin", () => {
  const { gateway, events, connect } = create();
  const [origin, other] = [connect("ann"), connect("ann")];
  const stranger = connect("bob");
  events.notifyUser("ann", JOINED, gateway.refOf(origin));
  const [frame] = other.take();
  assertEquals([frame?.op, frame?.seq, frame?.body], [503, 0, JOINED]);
  assertEquals([origin.frames, stranger.frames], [[], []]);
});

Deno.test("a chatroom's event goes to its members online but the origin", () => {
  const { clock, gateway, events, connect } = create();
  const [ann, bob] = [connect("ann", "room"), connect("bob", "room")];
  const stranger = connect("eve", "other");
  events.notifyChatroom("room", JOINED, gateway.refOf(ann));
  clock.settle();
  const counts = [ann, bob, stranger].map((each) => each.take().length);
  assertEquals(counts, [0, 1, 0]);
});

Deno.test("an event is dropped for a connection that is backed up, which stays open", () => {
  const { clock, events, connect } = create();
  const [full, fine] = [connect("ann", "room"), connect("bob", "room")];
  full.bufferedBytes = 990;
  events.notifyChatroom("room", JOINED, undefined);
  events.notifyUser("ann", JOINED, undefined);
  clock.settle();
  assertEquals([full.frames.length, full.closes], [0, []]);
  assertEquals(fine.frames.length, 1);
});

Deno.test("a large chatroom is told a slice at a time", () => {
  const { clock, events, connect } = create();
  const members = Array.from(
    { length: SLICE_SIZE * 2 },
    (_, at) => connect(`u${at}`, "room"),
  );
  const told = () => members.filter(({ frames }) => frames.length > 0).length;
  events.notifyChatroom("room", JOINED, undefined);
  clock.turn();
  assertEquals(told(), SLICE_SIZE);
  clock.settle();
  assertEquals(told(), SLICE_SIZE * 2);
});

Deno.test("membership events beyond a chatroom's budget are dropped until the next second", () => {
  const { clock, events, connect } = create();
  const members = Array.from(
    { length: 2500 },
    (_, at) => connect(`u${at}`, "room"),
  );
  const outsider = connect("eve", "other");
  const [first] = members;
  for (let change = 0; change < 10; change++) {
    events.notifyMembership("room", JOINED, undefined);
    clock.settle();
  }
  assertEquals(first?.take().length, 4);
  events.notifyMembership("other", JOINED, undefined);
  events.notifyChatroom("room", JOINED, undefined);
  clock.settle();
  assertEquals([outsider.take().length, first?.take().length], [1, 1]);
  clock.advance(1000);
  events.notifyMembership("room", JOINED, undefined);
  clock.settle();
  assertEquals(first?.take().length, 1);
});

Deno.test("the budget is not lost for long when the clock falls", () => {
  const { clock, events, connect } = create();
  const ann = connect("ann", "room");
  events.notifyMembership("room", JOINED, undefined);
  clock.jumpTo(clock.now() - 3_600_000);
  for (let change = 0; change < 10_000; change++) {
    events.notifyMembership("room", JOINED, undefined);
    clock.settle();
  }
  assertEquals(ann.take().length, 10_001);
});

Deno.test("events beyond the bound of the line are dropped", () => {
  const { clock, gateway, events, connect } = create();
  const { broadcasts } = gateway;
  const ann = connect("ann", "room");
  for (let change = 0; change < 2000; change++) {
    events.notifyChatroom("room", JOINED, undefined);
  }
  assertEquals(broadcasts.waiting, 1000);
  clock.settle();
  assertEquals([ann.frames.length, broadcasts.waiting], [1001, 0]);
});

Deno.test("busy chatrooms that wait for their push do not hold up an event", () => {
  const { clock, gateway, events, connect } = create();
  const ann = connect("ann", "room");
  for (let waiting = 0; waiting < 1500; waiting++) {
    let done = false;
    gateway.scheduler.add({
      begin() {},
      step: () => {
        done = true;
        return 1;
      },
      get done() {
        return done;
      },
      end() {},
      fail() {},
    });
  }
  events.notifyChatroom("room", JOINED, undefined);
  clock.turn();
  assertEquals(ann.frames.length, 1);
});

Deno.test("a chatroom's push waits for no event, however many wait", () => {
  const { clock, gateway, events, connect } = create();
  for (let member = 0; member < 200; member++) connect(`u${member}`, "crowd");
  const ann = connect("ann", "room");
  for (let change = 0; change < 500; change++) {
    events.notifyChatroom("crowd", JOINED, undefined);
  }
  const session = { id: "1:room", type: 1, title: "Room" } as const;
  const batch = { session, start: 0, end: 1, items: [] };
  let served = false;
  gateway.commands.pushChatroom("room", batch, () => void (served = true));
  clock.turn();
  assertEquals([served, ann.frames.length], [true, 1]);
});

Deno.test("the events of a chatroom come in their order", () => {
  const { clock, events, connect } = create();
  const members = ["ann", "bob", "cat"].map((id) => connect(id, "room"));
  for (let number = 0; number < 100; number++) {
    const session_id = `1:room${number}` as const;
    events.notifyChatroom("room", { ...JOINED, session_id }, undefined);
  }
  clock.settle();
  for (const member of members) {
    const numbers = member.take().map(({ body }) => body.session_id);
    assertEquals(numbers, numbers.map((_, number) => `1:room${number}`));
  }
});

Deno.test("an event for nobody takes no turn", () => {
  const { clock, events } = create();
  events.notifyUser("ann", JOINED, undefined);
  events.notifyChatroom("room", JOINED, undefined);
  events.notifyMembership("room", JOINED, undefined);
  assertEquals(clock.pendingTurns, 0);
});
