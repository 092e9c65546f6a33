import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Hub } from "../../src/push/hub.ts";
import { FakeConnection } from "../helpers/fake_connection.ts";

/** The same by the plainest means: who has which connection, who is where. */
class Model {
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

  remove(connection: FakeConnection): void {
    this.users.delete(connection);
  }

  connectionsIn(room: string): FakeConnection[] {
    return [...this.users]
      .filter(([, userId]) => this.rooms.has(`${room} ${userId}`))
      .map(([connection]) => connection);
  }
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
    for (const each of model.users.keys()) {
      assertEquals(receivers.has(each), expected.has(each));
    }
  }
  const said = [...model.rooms].map((each) => each.split(" "));
  const rooms = new Set(said.map(([room]) => room));
  const users = new Set([
    ...model.users.values(),
    ...said.map(([, userId]) => userId),
  ]);
  assertEquals(
    [hub.users, hub.connections, hub.chatrooms],
    [users.size, model.users.size, rooms.size],
  );
}

Deno.test("a hub does what plain lists do, and is empty when all is taken back", () => {
  const step = fc.record({
    verb: fc.constantFrom("add", "remove", "enter", "exit"),
    connection: fc.nat(7),
    userId: fc.constantFrom(...USERS),
    room: fc.constantFrom(...ROOMS),
  });
  fc.assert(fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
    const hub = new Hub();
    const model = new Model();
    const connections = Array.from({ length: 8 }, () => new FakeConnection());
    for (const { verb, connection: at, userId, room } of steps) {
      const connection = connections[at]!;
      if (verb === "add" && !model.users.has(connection)) {
        hub.add(connection, userId);
        model.users.set(connection, userId);
      }
      if (verb === "remove") {
        hub.remove(connection);
        model.remove(connection);
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
    assertEquals([hub.users, hub.connections, hub.chatrooms], [0, 0, 0]);
  }));
});

Deno.test("a connection that goes late does not take its successor with it", () => {
  const hub = new Hub();
  const [old, young] = [new FakeConnection(), new FakeConnection()];
  hub.add(old, "ann");
  hub.remove(old);
  hub.add(young, "ann");
  hub.remove(old);
  assertEquals([...hub.connectionsOf("ann")], [young]);
});

Deno.test("connections are listed oldest first, however often they log in", () => {
  const hub = new Hub();
  const [first, second] = [new FakeConnection(), new FakeConnection()];
  for (const each of [first, second, first]) hub.add(each, "ann");
  assertEquals([...hub.connectionsOf("ann")], [first, second]);
  assertEquals(hub.connections, 2);
});

Deno.test("a connection that is added again for another user leaves the first", () => {
  const hub = new Hub();
  const connection = new FakeConnection();
  hub.add(connection, "ann");
  hub.enter("room", "ann");
  hub.add(connection, "bob");
  assertEquals(hub.connectionsOf("ann").length, 0);
  assertEquals(hub.connectionsIn("room").size, 0);
  hub.remove(connection);
  hub.exit("room", "ann");
  assertEquals([hub.users, hub.connections, hub.chatrooms], [0, 0, 0]);
});

Deno.test("a later connection is in the user's chatrooms from its first moment", () => {
  const hub = new Hub();
  const [first, second] = [new FakeConnection(), new FakeConnection()];
  hub.add(first, "ann");
  hub.enter("room", "ann");
  hub.add(second, "ann");
  assertEquals([...hub.connectionsIn("room")], [first, second]);
});

Deno.test("a user's chatrooms outlast the last connection until they are taken back", () => {
  const hub = new Hub();
  const [first, second] = [new FakeConnection(), new FakeConnection()];
  hub.add(first, "ann");
  hub.enter("room", "ann");
  hub.remove(first);
  assertEquals([...hub.connectionsIn("room")], []);
  hub.add(second, "ann");
  assertEquals([...hub.connectionsIn("room")], [second]);
});
