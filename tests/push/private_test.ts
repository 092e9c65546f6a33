import { assertEquals } from "@std/assert";
import { SLOW_CONSUMER } from "../../src/base/close_codes.ts";
import { privateConversation } from "../../src/domain/ids.ts";
import { Views } from "../../src/protocol/views.ts";
import { Presence } from "../../src/push/presence.ts";
import { PrivatePush } from "../../src/push/private.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import type { FakeConnection } from "../helpers/fake_connection.ts";
import { privateMessageOf } from "../helpers/messages.ts";
import { CommandsBench } from "../helpers/gateway_commands.ts";

const MAX_OUTBOUND = 10_000;

function create() {
  const presence = new Presence();
  const views = new Views({ sequence: true });
  const push = new PrivatePush({ presence, views });
  const maxOutboundBytes = MAX_OUTBOUND;
  const [first, second] = [0, 1].map(() =>
    new CommandsBench(new FakeClock(), presence, { maxOutboundBytes })
  );
  const connect = (userId: string) => first!.connect(userId);
  const connectElsewhere = (userId: string) => second!.connect(userId);
  const deliver = (sequence: number, origin?: FakeConnection) =>
    push.deliver({
      message: privateMessageOf(sequence, { requestId: "r-1" }),
      conversation: privateConversation("ann", "bob"),
      title: "Bob",
      origin: origin && first!.refOf(origin),
    });
  return { presence, connect, connectElsewhere, deliver };
}

Deno.test("a private message goes to every connection of both but its origin", () => {
  const { connect, deliver } = create();
  const [origin, other] = [connect("ann"), connect("ann")];
  const [first, second] = [connect("bob"), connect("bob")];
  const stranger = connect("eve");
  deliver(1, origin);
  const counts = [origin, other, first, second, stranger]
    .map((each) => each.take().length);
  assertEquals(counts, [0, 1, 1, 1, 0]);
});

Deno.test("it goes to the connections of both at every gateway", () => {
  const { connect, connectElsewhere, deliver } = create();
  const origin = connect("ann");
  const others = [
    connectElsewhere("ann"),
    connect("bob"),
    connectElsewhere("bob"),
  ];
  deliver(1, origin);
  const counts = [origin, ...others].map((each) => each.take().length);
  assertEquals(counts, [0, 1, 1, 1]);
});

Deno.test("each of the two is shown the other one as the session", () => {
  const { connect, deliver } = create();
  const ann = connect("ann");
  const bob = connect("bob");
  deliver(1);
  const [[mine], [theirs]] = [ann.take(), bob.take()];
  assertEquals([mine?.op, mine?.seq, theirs?.op], [501, 0, 501]);
  const { session, items, missed } = mine?.body;
  assertEquals(session, { id: "2:bob", type: 2, title: "Bob" });
  assertEquals([items.length, items[0].session_id, missed], [1, "2:bob", 0]);
  const theirSession = { id: "2:ann", type: 2, title: "Ann" };
  assertEquals(theirs?.body.session, theirSession);
  assertEquals(theirs?.body.items[0].session_id, "2:ann");
});

Deno.test("only the sender's devices are shown the request id", () => {
  const { connect, deliver } = create();
  const ann = connect("ann");
  const bob = connect("bob");
  deliver(1);
  const shown = [ann, bob].map((each) =>
    each.take()[0]?.body.items[0].request_id
  );
  assertEquals(shown, ["r-1", undefined]);
});

Deno.test("a message over HTTP goes to all of the sender's connections", () => {
  const { connect, deliver } = create();
  const devices = [connect("ann"), connect("ann")];
  deliver(1, undefined);
  assertEquals(devices.map((each) => each.take().length), [1, 1]);
});

Deno.test("messages arrive in the order in which they were stored", () => {
  const { connect, deliver } = create();
  const bob = connect("bob");
  for (const sequence of [1, 2, 3, 4]) deliver(sequence);
  const arrived = bob.take().map(({ body }) => body.items[0].sequence);
  assertEquals(arrived, [1, 2, 3, 4]);
});

Deno.test("a connection that cannot take a message is closed 4413, the others are not", () => {
  const { presence, connect, deliver } = create();
  const [full, fine] = [connect("bob"), connect("bob")];
  full.bufferedBytes = MAX_OUTBOUND - 10;
  deliver(1);
  assertEquals([full.closes, full.frames], [[SLOW_CONSUMER], []]);
  assertEquals(fine.take().length, 1);
  assertEquals(
    [...presence.refsOf("bob")].map(({ connection }) => connection),
    [fine.id],
  );
  deliver(2);
  assertEquals([full.closes.length, full.frames.length], [1, 0]);
});

Deno.test("a message that just fits under the bound is sent", () => {
  const { connect, deliver } = create();
  const bob = connect("bob");
  deliver(1);
  const bytes = new TextEncoder().encode(String(bob.frames[0])).length;
  bob.bufferedBytes = MAX_OUTBOUND - bytes;
  deliver(1);
  assertEquals([bob.frames.length, bob.closes], [2, []]);
  bob.bufferedBytes = MAX_OUTBOUND - bytes + 1;
  deliver(1);
  assertEquals(bob.closes, [SLOW_CONSUMER]);
});

Deno.test("nobody online costs nothing", () => {
  const { presence, deliver } = create();
  deliver(1);
  assertEquals([presence.users, presence.connections], [0, 0]);
});
