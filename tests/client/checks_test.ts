import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
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

Deno.test("credentials that are none are refused before a socket is opened", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  const cases: [unknown, string][] = [
    [undefined, "credentials: got undefined: expected an object"],
    [null, "credentials: got null: expected an object"],
    ["ann", 'credentials: got "ann": expected an object'],
    [{}, "id: got undefined: expected a text"],
    [{ id: 5 }, "id: got 5: expected a text"],
    [
      { id: "ann", token: {} },
      "token: got [object Object]: expected a text or a function",
    ],
  ];
  for (const [credentials, message] of cases) {
    const login = client.login(credentials as never);
    await assertRefused(login, TypeError, message);
  }
  assertEquals([client.state, network.sockets.length], ["idle", 0]);
});

Deno.test("a body that is none is refused, not thrown", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  await client.login({ id: "ann" });
  for (const body of [undefined, null, "hi"] as never[]) {
    const shown = body === "hi" ? '"hi"' : String(body);
    const message = `body: got ${shown}: expected an object`;
    const calls = [
      client.send(body),
      client.join(body),
      client.leave(body),
      client.recall(body),
      client.user(body),
      client.members(body),
      client.memberPages(body).next(),
      client.historyPages(body).next(),
    ];
    for (const call of calls) await assertRefused(call, TypeError, message);
  }
  for (const count of [NaN, Infinity]) {
    await assertRefused(
      client.history({ session_id: "2:bob", count }),
      RangeError,
      `count: got ${count}: expected a finite number`,
    );
  }
  assertEquals(network.socket.names, ["login"]);
});

Deno.test("a timeout that is none is refused", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  for (const [timeout, shown] of [[NaN, "NaN"], [-1, "-1"], ["5", '"5"']]) {
    const type = timeout === "5" ? TypeError : RangeError;
    const message = `timeout: got ${shown}: expected milliseconds, 0 or more`;
    for (const call of CALLS) {
      const refused = call(client, { timeout: timeout as number });
      await assertRefused(refused, type, message);
    }
  }
  await client.login({ id: "ann" }, { timeout: Infinity });
});

Deno.test("options that are none are thrown by the constructor", () => {
  const milliseconds = "expected milliseconds, 0 or more";
  const cases: [object, string][] = [
    [{ requestTimeout: NaN }, `requestTimeout: got NaN: ${milliseconds}`],
    [{ connectTimeout: "5" }, `connectTimeout: got "5": ${milliseconds}`],
    [{ heartbeat: -5 }, `heartbeat: got -5: ${milliseconds}`],
    [{ heartbeatTimeout: -5 }, `heartbeatTimeout: got -5: ${milliseconds}`],
    [{ goingAwayPause: null }, `goingAwayPause: got null: ${milliseconds}`],
    [{ backOff: 5 }, "backOff: got 5: expected an object"],
    [{ backOff: { base: -1 } }, `base: got -1: ${milliseconds}`],
    [{ backOff: { max: NaN } }, `max: got NaN: ${milliseconds}`],
    [{ maxAttempts: -1 }, "maxAttempts: got -1: expected a number, 0 or more"],
    [
      { maxFrameSize: "1" },
      'maxFrameSize: got "1": expected a number, 0 or more',
    ],
    [{ from: "bogus" }, 'from: got "bogus": expected now, unread or all'],
    [{ positions: 5 }, "positions: got 5: expected an object"],
    [
      { positions: { "2:bob": null } },
      "2:bob: got null: expected a position",
    ],
  ];
  const network = new FakeNetwork();
  for (const [options, message] of cases) {
    const wrong = () => network.client(options);
    assertThrows(wrong, Error, message);
  }
});

Deno.test("a listener of nothing, or that is none, is thrown back", async () => {
  await using client = new FakeNetwork().client();
  const names = "expected message, event, signal, missed, state, error";
  assertThrows(
    () => client.on("bogus" as "message", () => {}),
    TypeError,
    `name: got "bogus": ${names}`,
  );
  assertThrows(
    () => client.stream("bogus" as "message"),
    TypeError,
    `name: got "bogus": ${names}`,
  );
  assertThrows(
    () => client.on("message", 5 as unknown as () => void),
    Error,
    "listener: got 5: expected a function",
  );
  assertThrows(
    () => client.messages({ onFull: "bogus" as "fail" }),
    TypeError,
    'onFull: got "bogus": expected fail or drop-oldest',
  );
  assertThrows(
    () => client.messages({ signal: {} as AbortSignal }),
    TypeError,
    "signal: got [object Object]: expected an AbortSignal",
  );
});
