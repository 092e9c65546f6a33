import { assertEquals } from "@std/assert";
import { privateConversation } from "../../src/domain/ids.ts";
import { chatroomConversation } from "../../src/domain/ids.ts";
import type {
  Behind,
  GatewayCommands,
} from "../../src/push/gateway_commands.ts";
import { PrivatePush } from "../../src/push/private.ts";
import { SafeCommands } from "../../src/push/safe_commands.ts";
import { SLICE_SIZE } from "../../src/push/turn_scheduler.ts";
import { Events } from "../../src/push/events.ts";
import { ConnectionRef } from "../../src/push/connection_ref.ts";
import { type FakeConnection, OBJECTS } from "../helpers/fake_connection.ts";
import { messageOf } from "../helpers/messages.ts";
import { PushBench, pushed } from "../helpers/push.ts";

/** Everything of it throws that pushing uses. */
function breakDown(connection: FakeConnection): void {
  connection.send = () => {
    throw new Error("send");
  };
}

/** An encoding that has no bytes for a push, as long as it is broken. */
function brokenEncoding() {
  const state = { broken: true };
  const breakable =
    <Value, Result>(encode: (value: Value) => Result) => (value: Value) => {
      if (state.broken) throw new Error("encode");
      return encode(value);
    };
  const codec = {
    ...OBJECTS,
    encodePush: breakable(OBJECTS.encodePush),
    encodeItem: breakable(OBJECTS.encodeItem),
  };
  return { state, codec };
}

/** Nothing of it is left that waits, or that would wait for ever. */
function rest({ push, clock, semaphore, gateways }: PushBench) {
  const busy = gateways.map(({ commands }) => commands.busyRooms);
  const scheduler = gateways.map(({ scheduler }) =>
    scheduler.active + scheduler.waiting
  );
  return [
    push.busyRooms,
    clock.pendingTimers,
    semaphore.waiting,
    busy,
    scheduler,
  ];
}

const EVENT = {
  event: "read",
  session_id: "1:room",
  user_id: "ann",
  sequence: 1,
} as const;

Deno.test("a receiver that throws is closed 1011, and all others get every push of the room", () => {
  const bench = new PushBench();
  const count = 3 * SLICE_SIZE;
  const members = Array.from(
    { length: count },
    (_, at) => bench.connect(`u${at}`),
  );
  const faulty = [members[0]!, members[60]!, members.at(-1)!];
  for (const each of faulty) breakDown(each);
  bench.send();
  bench.clock.advance(1000);
  bench.send();
  const closes = members.flatMap((each) => each.closes.map(({ code }) => code));
  assertEquals(closes, [1011, 1011, 1011]);
  const good = members.filter((each) => !faulty.includes(each));
  for (const member of good) {
    assertEquals(pushed(member), [
      { items: [1], missed: 0 },
      { items: [2], missed: 0 },
    ]);
  }
  bench.clock.advance(1000);
  assertEquals(rest(bench), [0, 0, 0, [0], [0]]);
});

Deno.test("a receiver of whom nothing can be said holds up nobody either", () => {
  const bench = new PushBench();
  const [faulty, good] = [bench.connect("a"), bench.connect("b")];
  Object.defineProperty(faulty, "bufferedBytes", {
    get: () => {
      throw new Error("bufferedBytes");
    },
  });
  faulty.close = () => {
    throw new Error("close");
  };
  bench.send();
  bench.clock.advance(1000);
  bench.send();
  assertEquals(pushed(good).map(({ items }) => items), [[1], [2]]);
});

Deno.test("an encoding that fails costs its receivers the push for now, told once, and nobody else anything", () => {
  const bench = new PushBench({ count: 2 });
  const { state, codec } = brokenEncoding();
  const members = [1, 2, 3].map((at) => bench.connect(`u${at}`));
  const others = [1, 2, 3].map((at) =>
    bench.connect(`x${at}`, ["room"], codec)
  );
  bench.send();
  bench.send(3);
  assertEquals(bench.gateways[0]!.faults.length, 1);
  bench.clock.advance(1000);
  state.broken = false;
  bench.clock.advance(1000);
  for (const member of members) {
    assertEquals(pushed(member), [
      { items: [1], missed: 0 },
      { items: [3, 4], missed: 1 },
    ]);
  }
  for (const other of others) {
    assertEquals([pushed(other), other.closes], [
      [{ items: [3, 4], missed: 2 }],
      [],
    ]);
  }
  bench.clock.advance(1000);
  assertEquals(rest(bench), [0, 0, 0, [0], [0]]);
});

Deno.test("a receiver that throws, and an encoding that fails, cost no other their private message or event", () => {
  const bench = new PushBench();
  const { codec } = brokenEncoding();
  const first = bench.connect("ann", ["room"]);
  const faulty = bench.connect("ann", ["room"]);
  const odd = bench.connect("ann", ["room"], codec);
  const last = bench.connect("ann", ["room"]);
  const { commands } = bench.gateways[0]!;
  const told = [
    () => commands.notify("ann", EVENT),
    () => commands.notifyChatroom("room", EVENT),
    () =>
      commands.deliver("ann", {
        session: { id: "2:bob", type: 2, title: "Bob" },
        items: [bench.views.sharedMessage(messageOf(1))],
        missed: 0,
      }),
  ];
  for (const tell of told) {
    breakDown(faulty);
    tell();
    bench.clock.settle();
  }
  const frames = [first, faulty, odd, last].map((each) => each.frames.length);
  assertEquals(frames, [3, 0, 0, 3]);
  assertEquals(faulty.closes.map(({ code }) => code), [1011]);
  assertEquals(odd.closes, []);
});

const CAME = { event: "online", user_id: "bob", last_seen: 1 } as const;

Deno.test("of those who are told of an event only who is backed up is behind, whoever throws or has gone", () => {
  const bench = new PushBench();
  const [gateway] = bench.gateways;
  const connections = ["ann", "bob", "cat", "dan"]
    .map((id) => bench.connect(id));
  const [fine, faulty, full, gone] = connections;
  breakDown(faulty!);
  full!.bufferedBytes = 10_000;
  gateway!.gone(gone!);
  const answers: (readonly number[])[] = [];
  const ids = connections.map(({ id }) => id);
  gateway!.commands.tell(ids, CAME, (behind) => answers.push(behind));
  assertEquals(answers, [[full!.id]]);
  assertEquals(fine!.take().map(({ body }) => body), [CAME]);
  assertEquals(faulty!.closes.map(({ code }) => code), [1011]);
  assertEquals([full!.frames, full!.closes], [[], []]);
});

Deno.test("a gateway that throws leaves behind all whom it was to tell", () => {
  const { commands } = new PushBench().gateways[0]!;
  const { broken } = brokenCommands(commands);
  const faults: unknown[] = [];
  const safe = new SafeCommands(broken, (fault) => faults.push(fault));
  const answers: (readonly number[])[] = [];
  safe.tell([1, 2], CAME, (behind) => answers.push(behind));
  assertEquals([answers, faults.length], [[[1, 2]], 1]);
});

/** Commands that throw at whatever it is told, as long as it is broken. */
function brokenCommands(commands: GatewayCommands) {
  const state = { broken: true };
  const broken = new Proxy(commands, {
    get: (target, name: keyof GatewayCommands) => (...args: never[]) => {
      if (state.broken) throw new Error(name);
      return (target[name] as (...args: never[]) => unknown).call(
        target,
        ...args,
      );
    },
  });
  return { state, broken };
}

/** Two gateways behind one presence; a user at each; the first may break. */
function twoGateways() {
  const bench = new PushBench({ gateways: 2, count: 2 });
  const faults: unknown[] = [];
  const [first, second] = bench.gateways;
  const { state, broken } = brokenCommands(first!.commands);
  const safe = new SafeCommands(broken, (fault) => faults.push(fault));
  state.broken = false;
  const lost = first!.connection();
  bench.presence.add(new ConnectionRef(safe, lost.id), "lost");
  bench.presence.enter("room", "lost");
  const good = second!.connect("good", ["room"]);
  state.broken = true;
  return { bench, faults, state, lost, good };
}

Deno.test("a gateway that throws is pushed to again later, with what it missed, and the other at once", () => {
  const { bench, faults, state, lost, good } = twoGateways();
  bench.send();
  bench.send(3);
  bench.clock.advance(1000);
  assertEquals([faults.length, pushed(lost)], [2, []]);
  state.broken = false;
  bench.clock.advance(1000);
  assertEquals(pushed(lost), [{ items: [3, 4], missed: 2 }]);
  assertEquals(pushed(good), [
    { items: [1], missed: 0 },
    { items: [3, 4], missed: 1 },
  ]);
  bench.clock.advance(1000);
  bench.send();
  assertEquals(pushed(lost), [{ items: [5], missed: 0 }]);
  bench.clock.advance(1000);
  assertEquals(rest(bench), [0, 0, 0, [0, 0], [0, 0]]);
});

Deno.test("a gateway that throws keeps no event or private message from another, and no cause from its reply", () => {
  const { bench, faults, good } = twoGateways();
  const { presence, clock, views } = bench;
  const events = new Events({ presence, clock });
  events.notifyChatroom("room", EVENT, undefined);
  new PrivatePush({ presence, views }).deliver({
    message: messageOf(1),
    conversation: privateConversation("ann", "lost"),
    title: "Lost",
    origin: undefined,
  });
  clock.settle();
  assertEquals([good.frames.length, faults.length], [1, 2]);
});

Deno.test("whatever an commands throws at, the safe one does not, and its push is served once", () => {
  const bench = new PushBench();
  const { broken } = brokenCommands(bench.gateways[0]!.commands);
  const faults: unknown[] = [];
  const safe = new SafeCommands(broken, (fault) => faults.push(fault));
  const session = { id: "1:room", type: 1, title: "Room" } as const;
  const outcomes: Behind[] = [];
  safe.admit(1, "ann");
  safe.enter("room", "ann");
  safe.pushChatroom(
    "room",
    { session, start: 0, end: 0, items: [] },
    (behind) => outcomes.push(behind),
  );
  safe.replace("room", {} as never);
  safe.exit("room", "ann");
  safe.dismiss(1);
  safe.close(1, { code: 4400, reason: "" } as never);
  safe.deliver("ann", { session, items: [], missed: 0 });
  safe.notify("ann", EVENT);
  safe.notifyChatroom("room", EVENT);
  assertEquals([outcomes, faults.length], [["everybody"], 10]);
});

Deno.test("a message that cannot be shown silences its room for no longer than it is among the newest", () => {
  const bench = new PushBench({ count: 2, limit: 1 });
  const { sharedMessage } = bench.views;
  bench.views.sharedMessage = (message) => {
    if (message.sequence === 2) throw new Error("view");
    return sharedMessage.call(bench.views, message);
  };
  const ann = bench.connect("ann", ["room", "other"]);
  bench.send(2);
  bench.clock.advance(1000);
  assertEquals(bench.faults.length, 1);
  bench.send(1, "other");
  bench.send(2);
  bench.clock.advance(1000);
  bench.send(1);
  bench.clock.advance(1000);
  const rooms = ann.take().map(({ body: { session, items, missed } }) => [
    session.id,
    items.map(({ sequence }: { sequence: number }) => sequence),
    missed,
  ]);
  assertEquals(rooms, [
    ["1:room", [1], 0],
    ["1:other", [1], 0],
    ["1:room", [3, 4], 1],
    ["1:room", [5], 0],
  ]);
  bench.clock.advance(1000);
  assertEquals(rest(bench), [0, 0, 0, [0], [0]]);
});

Deno.test("what cannot be pushed does not hold up the last push of all", async () => {
  const bench = new PushBench({ limit: 1 });
  bench.connect("ann", ["room", "other"]);
  const other = bench.connect("bob", ["other"]);
  const { sharedMessage } = bench.views;
  bench.views.sharedMessage = (message) => {
    const bad = message.conversation === messageOf(1, {
      in: chatroomConversation("room"),
    }).conversation;
    if (bad) throw new Error("view");
    return sharedMessage.call(bench.views, message);
  };
  bench.send(2, "room");
  bench.send(2, "other");
  const flushed = bench.push.flush();
  bench.clock.settle();
  await flushed;
  assertEquals(pushed(other).map(({ items }) => items), [[1], [2]]);
  assertEquals(rest(bench), [0, 0, 0, [0], [0]]);
});

Deno.test("a push that throws as a whole leaves all behind, who get it with the next", () => {
  const bench = new PushBench();
  const [gateway] = bench.gateways;
  const ann = bench.connect("ann");
  const { connectionsIn } = gateway!.hub;
  gateway!.hub.connectionsIn = () => {
    throw new Error("hub");
  };
  bench.send();
  gateway!.hub.connectionsIn = connectionsIn;
  bench.send();
  bench.clock.advance(1000);
  assertEquals(pushed(ann), [{ items: [1, 2], missed: 0 }]);
  bench.clock.advance(1000);
  assertEquals(rest(bench), [0, 0, 0, [0], [0]]);
});
