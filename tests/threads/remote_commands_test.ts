import { assertEquals } from "@std/assert";
import { Presence } from "../../src/push/presence.ts";
import { ConnectionRef } from "../../src/push/connection_ref.ts";
import { RemoteCommands } from "../../src/threads/remote_commands.ts";
import { FakeClock } from "../helpers/fake_clock.ts";

function create() {
  const clock = new FakeClock();
  const commands = new RemoteCommands({
    port: { postMessage: () => {} },
    clock,
    report: () => {},
  });
  return { clock, commands };
}

const ROOMS = Array.from({ length: 30_000 }, (_, at) => `r${at}`);

Deno.test("a thread is told of very many chatrooms no faster than it takes them", async () => {
  const { clock, commands } = create();
  const presence = new Presence(clock);
  presence.add(new ConnectionRef(commands, 1), "ann");
  const known = presence.lookUpChatrooms("ann", () => Promise.resolve(ROOMS));
  let highest = 0;
  let isKnown = false;
  known.then(() => isKnown = true);
  for (let round = 0; !isKnown && round < 1000; round++) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    clock.settle();
    highest = Math.max(highest, commands.untaken);
    commands.taken(commands.untaken);
  }
  await known;
  assertEquals(presence.chatrooms, ROOMS.length);
  assertEquals(highest < 11_000, true, `${highest} items ahead`);
});

Deno.test("who waits for a thread goes on when it dies", async () => {
  const { clock, commands } = create();
  for (const room of ROOMS) commands.enter(room, "ann");
  clock.settle();
  const ready = commands.ready();
  commands.lose();
  await ready;
  assertEquals(commands.ready(), undefined);
});
