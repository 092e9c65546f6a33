import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Hub } from "../../src/push/hub.ts";
import { FakeConnection } from "../helpers/fake_connection.ts";

/** The same by the plainest means: what is here, whose it is, who is where. */
class Model {
  readonly here = new Set<FakeConnection>();
  readonly users = new Map<FakeConnection, string>();
  readonly rooms = new Set<string>();

  connectionsOf(userId: string): FakeConnection[] {
    return [...this.users].filter(([, id]) => id === userId)
      .map(([connection]) => connection);
  }

  enter(room: string, userId: string): void {
    this.rooms.add(`${room} ${userId}`);
  }

  exit(room: string, userId: string): void {
    this.rooms.delete(`${room} ${userId}`);
  }

  /** Again for the same user it stays where it is in the order. */
  admit(connection: FakeConnection, userId: string): void {
    if (!this.here.has(connection)) return;
    if (this.users.get(connection) === userId) return;
    this.users.delete(connection);
    this.users.set(connection, userId);
  }

  remove(connection: FakeConnection): void {
    this.here.delete(connection);
    this.users.delete(connection);
  }

  connectionsIn(room: string): FakeConnection[] {
    return [...this.users]
      .filter(([, userId]) => this.rooms.has(`${room} ${userId}`))
      .map(([connection]) => connection);
  }
}

const NOTHING = { size: 0, users: 0, loggedIn: 0, chatrooms: 0 };

function counts({ size, users, loggedIn, chatrooms }: Hub) {
  return { size, users, loggedIn, chatrooms };
}

/** A hub, and so many connections that it holds. */
function create(count: number) {
  const hub = new Hub();
  const connections = Array.from({ length: count }, () => new FakeConnection());
  for (const connection of connections) hub.add(connection);
  return { hub, connections };
}

const USERS = ["a", "b", "c"];
const ROOMS = ["r", "s"];

function assertSame(hub: Hub, model: Model): void {
  for (const userId of USERS) {
    const expected = model.connectionsOf(userId);
    assertEquals([...hub.connectionsOf(userId)], expected);
  }
  for (const room of ROOMS) {
    const expected = new Set(model.connectionsIn(room));
    const receivers = hub.connectionsIn(room);
    assertEquals(new Set(receivers), expected);
    assertEquals(receivers.size, expected.size);
    for (const each of model.here) {
      assertEquals(receivers.has(each), expected.has(each));
    }
  }
  for (const each of model.here) {
    assertEquals(hub.find(each.id), each);
    assertEquals(each.userId, model.users.get(each));
  }
  assertEquals(new Set(hub.connections()), model.here);
  const said = [...model.rooms].map((each) => each.split(" "));
  const rooms = new Set(said.map(([room]) => room));
  const users = new Set([
    ...model.users.values(),
    ...said.map(([, userId]) => userId),
  ]);
  assertEquals(
    [hub.size, hub.users, hub.loggedIn, hub.chatrooms],
    [model.here.size, users.size, model.users.size, rooms.size],
  );
}

Deno.test("a hub does what plain lists do, and is empty when all is taken back", () => {
  const step = fc.record({
    verb: fc.constantFrom(
      ...["add", "admit", "dismiss", "remove", "enter", "exit"],
    ),
    connection: fc.nat(7),
    userId: fc.constantFrom(...USERS),
    room: fc.constantFrom(...ROOMS),
  });
  fc.assert(fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
    const hub = new Hub();
    const model = new Model();
    const connections = Array.from({ length: 8 }, () => new FakeConnection());
    const gone = new Set<FakeConnection>();
    for (const { verb, connection: at, userId, room } of steps) {
      const connection = connections[at]!;
      if (verb === "add" && !gone.has(connection)) {
        hub.add(connection);
        model.here.add(connection);
      }
      if (verb === "admit") {
        hub.admit(connection.id, userId);
        model.admit(connection, userId);
      }
      if (verb === "dismiss") {
        hub.dismiss(connection.id);
        model.users.delete(connection);
      }
      if (verb === "remove") {
        hub.remove(connection);
        model.remove(connection);
        gone.add(connection);
      }
      if (verb === "enter") {
        hub.enter(room, userId);
        model.enter(room, userId);
      }
      if (verb === "exit") {
        hub.exit(room, userId);
        model.exit(room, userId);
      }
      assertSame(hub, model);
    }
    for (const connection of connections) hub.remove(connection);
    for (const userId of USERS) {
      for (const room of ROOMS) hub.exit(room, userId);
    }
    assertEquals(counts(hub), NOTHING);
  }));
});

Deno.test("a connection that goes late does not take its successor with it", () => {
  const { hub, connections: [old, young] } = create(2);
  hub.admit(old!.id, "ann");
  hub.remove(old!);
  hub.admit(young!.id, "ann");
  hub.remove(old!);
  assertEquals([...hub.connectionsOf("ann")], [young]);
});

Deno.test("a connection that has gone is nobody's again, whatever is told of it", () => {
  const { hub, connections: [gone] } = create(1);
  hub.admit(gone!.id, "ann");
  hub.enter("room", "ann");
  hub.remove(gone!);
  hub.admit(gone!.id, "bob");
  hub.dismiss(gone!.id);
  // Whose it was is still in its lines in the log.
  assertEquals(gone!.userId, "ann");
  assertEquals(hub.connectionsIn("room").has(gone!), false);
  hub.exit("room", "ann");
  assertEquals(counts(hub), NOTHING);
});

Deno.test("connections are listed oldest first, however often they log in", () => {
  const { hub, connections: [first, second] } = create(2);
  for (const each of [first, second, first]) hub.admit(each!.id, "ann");
  assertEquals([...hub.connectionsOf("ann")], [first, second]);
  assertEquals(hub.loggedIn, 2);
});

Deno.test("a connection that is admitted again for another user leaves the first", () => {
  const { hub, connections: [connection] } = create(1);
  hub.admit(connection!.id, "ann");
  hub.enter("room", "ann");
  hub.admit(connection!.id, "bob");
  assertEquals(hub.connectionsOf("ann").length, 0);
  assertEquals(hub.connectionsIn("room").size, 0);
  hub.remove(connection!);
  hub.exit("room", "ann");
  assertEquals(counts(hub), NOTHING);
});

Deno.test("a later connection is in the user's chatrooms from its first moment", () => {
  const { hub, connections: [first, second] } = create(2);
  hub.admit(first!.id, "ann");
  hub.enter("room", "ann");
  hub.admit(second!.id, "ann");
  assertEquals([...hub.connectionsIn("room")], [first, second]);
});

Deno.test("a user's chatrooms outlast the last connection until they are taken back", () => {
  const { hub, connections: [first, second] } = create(2);
  hub.admit(first!.id, "ann");
  hub.enter("room", "ann");
  hub.remove(first!);
  assertEquals([...hub.connectionsIn("room")], []);
  hub.admit(second!.id, "ann");
  assertEquals([...hub.connectionsIn("room")], [second]);
});
