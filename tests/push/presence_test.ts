import { assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import type { GatewayCommands } from "../../src/push/gateway_commands.ts";
import { Presence } from "../../src/push/presence.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import type { FakeConnection } from "../helpers/fake_connection.ts";
import { CommandsBench } from "../helpers/gateway_commands.ts";

function create() {
  const presence = new Presence();
  const clock = new FakeClock();
  const gateways = [0, 1, 2].map(() => new CommandsBench(clock, presence));
  return { presence, gateways, gateway: gateways[0]! };
}

/** What the hubs of all gateways hold, as one would. */
function held(gateways: readonly CommandsBench[]) {
  const of = (userId: string) =>
    gateways.flatMap(({ hub }) => [...hub.connectionsOf(userId)]);
  const inside = (room: string) =>
    gateways.flatMap(({ hub }) => [...hub.connectionsIn(room)]);
  return { of, inside };
}

const USERS = ["a", "b", "c"];
const ROOMS = ["r", "s"];

Deno.test("whatever happens, the gateways hold what the presence says", () => {
  const step = fc.record({
    verb: fc.constantFrom(
      "connect",
      "login",
      "logout",
      "gone",
      "enter",
      "exit",
    ),
    gateway: fc.nat(2),
    at: fc.nat(20),
    userId: fc.constantFrom(...USERS),
    room: fc.constantFrom(...ROOMS),
  });
  fc.assert(fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
    const { presence, gateways } = create();
    const all: { connection: FakeConnection; gateway: CommandsBench }[] = [];
    for (const { verb, gateway: number, at, userId, room } of steps) {
      const gateway = gateways[number]!;
      const known = all[at % Math.max(1, all.length)];
      if (verb === "connect") {
        all.push({ connection: gateway.connect(userId), gateway });
      } else if (verb === "enter") presence.enter(room, userId);
      else if (verb === "exit") presence.exit(room, userId);
      else if (known === undefined) continue;
      else if (verb === "gone") known.gateway.gone(known.connection);
      else if (known.connection.open) {
        const ref = known.gateway.refOf(known.connection);
        if (verb === "login") presence.add(ref, userId);
        else presence.remove(ref);
      }
      const { of, inside } = held(gateways);
      for (const each of USERS) {
        assertEquals(presence.refsOf(each).size, of(each).length);
        assertEquals(presence.isOnline(each), of(each).length > 0);
      }
      for (const each of ROOMS) {
        assertEquals(presence.connectionsIn(each), inside(each).length);
      }
    }
    for (const { connection, gateway } of all) gateway.gone(connection);
    const { users, connections, chatrooms } = presence;
    assertEquals([users, connections, chatrooms], [0, 0, 0]);
  }));
});

Deno.test("a user's gateways are each named once", () => {
  const { presence, gateways: [first, second] } = create();
  for (const each of [first, second, first]) each!.connect("ann", ["room"]);
  const gateways: GatewayCommands[] = [first!.commands, second!.commands];
  assertEquals([...presence.gatewaysOf("ann")], gateways);
  assertEquals([...presence.gatewaysIn("room")], gateways);
  assertEquals(
    [...presence.gatewaysOf("bob"), ...presence.gatewaysIn("x")],
    [],
  );
});

Deno.test("a user whose gateway lost the first connection enters again with the second", () => {
  const { presence, gateway } = create();
  const first = gateway.connect("ann", ["room"]);
  // The gateway knows already, and the core does not yet.
  gateway.hub.remove(first);
  const second = gateway.connect("ann");
  gateway.gone(first);
  assertEquals([...gateway.hub.connectionsIn("room")], [second]);
  assertEquals(presence.connectionsIn("room"), 1);
});

Deno.test("refs are listed oldest first, however often they log in", () => {
  const { presence, gateway } = create();
  const [first, second] = [gateway.connect("ann"), gateway.connect("ann")]
    .map((connection) => gateway.refOf(connection));
  presence.add(first!, "ann");
  assertEquals([...presence.refsOf("ann")], [first, second]);
  assertEquals(presence.connections, 2);
});

Deno.test("the user is named who is offline because of a removal", () => {
  const { presence, gateway } = create();
  const [first, second] = [gateway.connect("ann"), gateway.connect("ann")]
    .map((connection) => gateway.refOf(connection));
  assertEquals(presence.remove(first!), undefined);
  assertEquals(presence.remove(second!), "ann");
  assertEquals(presence.remove(second!), undefined);
});

Deno.test("the version tells of every change of a user's chatrooms", () => {
  const { presence, gateway } = create();
  gateway.connect("ann");
  const versions = [presence.versionOf("ann")];
  presence.enter("room", "ann");
  versions.push(presence.versionOf("ann"));
  presence.enter("room", "ann");
  assertEquals(presence.versionOf("ann"), versions[1]);
  presence.exit("room", "ann");
  versions.push(presence.versionOf("ann"));
  assertEquals(new Set(versions).size, 3);
  assertEquals(presence.versionOf("bob"), presence.versionOf("cat"));
});

Deno.test("the version of a user who was away in between is another one", () => {
  const { presence, gateway } = create();
  const connection = gateway.connect("ann", ["room"]);
  const before = presence.versionOf("ann");
  gateway.gone(connection);
  gateway.connect("ann");
  presence.exit("room", "ann");
  assertNotEquals(presence.versionOf("ann"), before);
});
