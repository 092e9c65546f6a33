import { assertEquals } from "@std/assert";
import { keepConnecting } from "../../../src/storage/redis/keep_connecting.ts";
import { LONGEST_PAUSE } from "../../../src/storage/redis/reconnect_pauses.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";
import { flush } from "../../helpers/promises.ts";

/** A client that cannot connect, and how often it has tried. */
function create() {
  const clock = new FakeClock();
  const told: string[] = [];
  const end = keepConnecting({
    client: {
      isOpen: false,
      connect() {
        told.push("connect");
        return Promise.reject(new Error("refused"));
      },
    },
    clock,
    onFound: () => told.push("found"),
    onLost: () => told.push("lost"),
  });
  return { clock, told, end };
}

Deno.test("nobody connects before the step is over in which the service is built", async () => {
  const { clock, told, end } = create();
  await flush();
  assertEquals(told, [], "the time to connect would run meanwhile");
  clock.advance(0);
  await flush();
  assertEquals(told, ["connect", "lost"]);
  clock.advance(LONGEST_PAUSE);
  await flush();
  assertEquals(told, ["connect", "lost", "connect", "lost"]);
  end();
  assertEquals(clock.pendingTimers, 0);
});

Deno.test("who is ended at once does not connect at all", async () => {
  const { clock, told, end } = create();
  end();
  clock.advance(LONGEST_PAUSE);
  await flush();
  assertEquals([told, clock.pendingTimers], [[], 0]);
});
