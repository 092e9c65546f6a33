import { assertEquals } from "@std/assert";
import { privateConversation } from "../../src/domain/ids.ts";
import { PushCounts } from "../../src/observe/metrics/push_counts.ts";
import { Views } from "../../src/protocol/views.ts";
import { Events } from "../../src/push/events.ts";
import { Presence } from "../../src/push/presence.ts";
import { PrivatePush } from "../../src/push/private.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { messageOf } from "../helpers/messages.ts";
import { CommandsBench } from "../helpers/gateway_commands.ts";
import { PushBench, pushed } from "../helpers/push.ts";

Deno.test("a chatroom's pushes are counted as its members got them", () => {
  const counts = new PushCounts();
  const bench = new PushBench({ count: 3, backlog: 100, counts });
  const slow = bench.connect("slow");
  const fast = bench.connect("fast");
  slow.bufferedBytes = 500;
  bench.send();
  bench.send(5);
  bench.clock.advance(1000);
  slow.bufferedBytes = 0;
  bench.clock.advance(1000);
  const got = [...pushed(slow), ...pushed(fast)];
  const items = got.flatMap((push) => push.items).length;
  const missed = got.reduce((sum, push) => sum + push.missed, 0);
  assertEquals([counts.chatroom, counts.chatroomMessages], [got.length, items]);
  assertEquals([counts.missed, counts.skipped], [missed, 2]);
  assertEquals([got.length, items, missed], [3, 7, 5]);
});

Deno.test("a private push is counted for each connection that took it", () => {
  const counts = new PushCounts();
  const presence = new Presence();
  const changes = { maxOutboundBytes: 1000, counts };
  const gateway = new CommandsBench(new FakeClock(), presence, changes);
  const views = new Views({ sequence: false });
  const push = new PrivatePush({ presence, views });
  const [phone, desk] = [gateway.connect("ben"), gateway.connect("ben")];
  const own = gateway.connect("ann");
  desk.bufferedBytes = 999;
  const message = messageOf(1);
  const conversation = privateConversation("ann", "ben");
  const origin = gateway.refOf(own);
  push.deliver({ message, conversation, title: "Ben", origin });
  assertEquals([counts.private, phone.frames.length], [1, 1]);
  assertEquals([desk.frames.length, desk.closes.length], [0, 1]);
});

Deno.test("an event is counted where it is sent, and by reason where it is dropped", () => {
  const counts = new PushCounts();
  const presence = new Presence();
  const clock = new FakeClock();
  const changes = { maxOutboundBytes: 1000, counts };
  const gateway = new CommandsBench(clock, presence, changes);
  const events = new Events({ presence, clock, counts });
  gateway.connect("ann", ["room"]);
  gateway.connect("ann").bufferedBytes = 1000;
  const event = {
    event: "read",
    session_id: "1:room",
    user_id: "ann",
    sequence: 1,
  } as const;
  events.notifyUser("ann", event, undefined);
  assertEquals([counts.events, counts.eventsBackedUp], [1, 1]);
  // Two connections cost two frames of ten thousand a second.
  for (let i = 0; i < 5003; i++) {
    events.notifyMembership("room", event, undefined);
  }
  assertEquals(counts.eventsOverBudget, 3);
  // The clock stands still: behind the first, the line fills up.
  assertEquals(counts.eventsTooMany, 5000 - 1000 - 1);
});
