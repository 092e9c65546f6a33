import { assertEquals, assertInstanceOf } from "@std/assert";
import type { GimClient } from "../../src/client/client.ts";
import type { CallOptions } from "../../src/client/requests.ts";
import { FakeNetwork } from "../helpers/fake_network.ts";

/*
 * What the types forbid, and JavaScript does all the same, is refused at once
 * by an error that names the field.
 */

/** Everything that takes the options of a call. */
const CALLS: readonly ((
  client: GimClient,
  options: CallOptions,
) => Promise<unknown>)[] = [
  (client, options) => client.connect(options),
  (client, options) => client.login({ id: "ann" }, options),
  (client, options) => client.user({ id: "bob" }, options),
  (client, options) => client.join({ id: "room" }, options),
  (client, options) => client.memberPages({ id: "room" }, options).next(),
  (client, options) => client.logout(options),
];

/** Refused with this: the error's class and its message. */
async function assertRefused(
  call: Promise<unknown>,
  type: typeof Error,
  message: string,
): Promise<void> {
  const error = await call.then(() => undefined, (thrown) => thrown);
  assertInstanceOf(error, type);
  assertEquals(error.message, message);
}

Deno.test("a signal that is none is refused, and named", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  for (const isOnline of [false, true]) {
    if (isOnline) await client.login({ id: "ann" });
    for (const [value, shown] of [[{}, "[object Object]"], ["no", '"no"']]) {
      const signal = value as AbortSignal;
      for (const call of CALLS) {
        const message = `signal: got ${shown}: expected an AbortSignal`;
        await assertRefused(call(client, { signal }), TypeError, message);
      }
    }
    const timers = network.clock.pendingTimers;
    assertEquals([client.state, timers], [
      isOnline ? "online" : "idle",
      // The heartbeat's.
      isOnline ? 1 : 0,
    ]);
  }
});
