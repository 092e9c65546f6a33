import { assertEquals } from "@std/assert";
import type { GatewayCommands } from "../../src/push/gateway_commands.ts";
import { Presence } from "../../src/push/presence.ts";
import { ConnectionRef } from "../../src/push/connection_ref.ts";
import { AT_ONCE, SPREAD_SIZE } from "../../src/base/spread.ts";
import { FakeClock } from "../helpers/fake_clock.ts";

const MANY = 3000;
const ROOMS = Array.from({ length: MANY }, (_, at) => `r${at}`);
const nothing = () => {};

/** A gateway that only counts, and knows who it was told is where. */
class Counting implements GatewayCommands {
  calls = 0;
  readonly inside = new Set<string>();

  admit = () => void this.calls++;
  dismiss = () => void this.calls++;
  enter = (room: string, userId: string) => {
    this.calls++;
    this.inside.add(`${room} ${userId}`);
  };
  exit = (room: string, userId: string) => {
    this.calls++;
    this.inside.delete(`${room} ${userId}`);
  };
  close = nothing;
  deliver = nothing;
  notify = nothing;
  tell(): void {}
  notifyChatroom = nothing;
  notifyAll = nothing;
  pushChatroom = nothing;
  replace = nothing;

  take(): number {
    const { calls } = this;
    this.calls = 0;
    return calls;
  }
}

let connections = 0;

async function bench() {
  const clock = new FakeClock();
  const presence = new Presence(clock);
  const commands = new Counting();
  const ref = (at: GatewayCommands = commands) =>
    new ConnectionRef(at, ++connections);
  let looks = 0;
  const know = () =>
    presence.lookUpChatrooms("ann", () => {
      looks++;
      return Promise.resolve(ROOMS);
    });
  const first = ref();
  presence.add(first, "ann");
  await clock.turnUntil(know());
  return { clock, presence, commands, ref, first, know, looks: () => looks };
}

Deno.test("a second connection costs the same in 3000 chatrooms as in none, and so does its end", async () => {
  const { clock, presence, commands, ref, know, looks } = await bench();
  commands.take();
  const second = ref();
  presence.add(second, "ann");
  await know();
  assertEquals(
    [commands.take(), looks()],
    [1, 1],
    "it is admitted, and no more",
  );
  presence.remove(second);
  assertEquals([commands.take(), clock.pendingTurns], [1, 0]);
  assertEquals(commands.inside.size, MANY);
});

Deno.test("no turn tells a gateway of more than a share of a user's chatrooms", async () => {
  const { clock, presence, commands, first } = await bench();
  const largest = () => {
    let most = 0;
    while (clock.pendingTurns > 0) {
      clock.turn();
      most = Math.max(most, commands.take());
    }
    return most;
  };
  const other = new Counting();
  presence.add(new ConnectionRef(other, ++connections), "ann");
  assertEquals(other.take(), 1 + AT_ONCE);
  largest();
  assertEquals(other.inside.size, MANY);
  commands.take();
  presence.remove(first);
  assertEquals(commands.take(), 1 + AT_ONCE);
  assertEquals(largest(), SPREAD_SIZE);
  assertEquals([commands.inside.size, other.inside.size], [0, MANY]);
});

Deno.test("a login waits until its gateway knows all its chatrooms", async () => {
  const { clock, presence, commands, know } = await bench();
  const other = new Counting();
  presence.add(new ConnectionRef(other, ++connections), "ann");
  let isKnown = false;
  const known = know().then(() => isKnown = true);
  clock.turn();
  await Promise.resolve();
  assertEquals(isKnown, false);
  clock.settle();
  await known;
  assertEquals([other.inside.size, commands.inside.size], [MANY, MANY]);
});

Deno.test("who comes back while their chatrooms are taken back is told the others alone", async () => {
  const { clock, presence, commands, ref, first, know, looks } = await bench();
  presence.remove(first);
  assertEquals([presence.isOnline("ann"), presence.users], [false, 0]);
  clock.turn();
  commands.take();
  presence.add(ref(), "ann");
  await clock.turnUntil(know());
  clock.settle();
  const taken = AT_ONCE + SPREAD_SIZE;
  assertEquals([commands.take(), looks()], [1 + taken, 1]);
  assertEquals([commands.inside.size, presence.chatrooms], [MANY, MANY]);
});

Deno.test("joins and leaves while chatrooms are told and taken back are kept", async () => {
  const { clock, presence, commands, ref, first } = await bench();
  presence.exit("r2999", "ann");
  presence.remove(first);
  presence.enter("new", "ann");
  presence.exit("r2998", "ann");
  clock.turn();
  presence.add(ref(), "ann");
  presence.exit("r1", "ann");
  presence.enter("r2998", "ann");
  clock.settle();
  const expected = [...ROOMS, "new"].filter((id) =>
    id !== "r1" && id !== "r2999"
  );
  assertEquals(
    commands.inside,
    new Set(expected.map((id) => `${id} ann`)),
  );
  assertEquals(presence.chatroomsOf("ann"), new Set(expected));
});

Deno.test("nothing is left of who has gone for good", async () => {
  const { clock, presence, commands, first } = await bench();
  presence.remove(first);
  clock.settle();
  await Promise.resolve();
  assertEquals([commands.inside.size, presence.chatrooms], [0, 0]);
  presence.enter("room", "ann");
  presence.add(new ConnectionRef(commands, ++connections), "ann");
  assertEquals(presence.chatroomsOf("ann").size, 0);
});

Deno.test("a look-up that is begun anew takes what is listed no more, but no news", async () => {
  const { clock, presence, commands } = await bench();
  const answer = Promise.withResolvers<string[]>();
  const known = presence.lookUpChatroomsAgain("ann", () => answer.promise);
  presence.enter("news", "ann");
  presence.exit("r0", "ann");
  answer.resolve(["r0", "r1", "r5000"]);
  await clock.turnUntil(known);
  const expected = ["r1", "r5000", "news"];
  assertEquals(new Set(presence.chatroomsOf("ann")), new Set(expected));
  assertEquals(commands.inside, new Set(expected.map((id) => `${id} ann`)));
});

Deno.test("a chatroom's connections are counted without a look at others who are online", () => {
  const presence = new Presence(new FakeClock());
  const commands = new Counting();
  for (const userId of ["ann", "bob", "cat", "dan"]) {
    presence.add(new ConnectionRef(commands, ++connections), userId);
  }
  for (const userId of ["bob", "dan"]) presence.enter("room", userId);
  // Everybody who is online is asked for here, and by nobody else.
  presence.userIds = () => {
    throw new TypeError("all are walked");
  };
  assertEquals(presence.connectionsIn("room"), 2);
  assertEquals(presence.connectionsIn("other"), 0);
});
