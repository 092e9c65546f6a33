import { assertEquals } from "@std/assert";
import { ReplyError } from "../../src/base/errors.ts";
import { LocalCore } from "../../src/gateway/local_core.ts";
import type { SocketConnection } from "../../src/gateway/connection.ts";
import { OPERATIONS } from "../../src/protocol/operations.ts";
import { GatewayBench } from "../helpers/gateway.ts";
import { refusal } from "../helpers/refusal.ts";

const { login, heartbeat, sessions } = OPERATIONS;
const SECRET = "a long enough secret to be taken";

/** A bench, and a connection that its gateway holds. */
function create(changes: ConstructorParameters<typeof GatewayBench>[0] = {}) {
  const bench = new GatewayBench(changes);
  const connection = bench.connection();
  bench.hub.add(connection);
  return { bench, connection };
}

async function ask(bench: GatewayBench, of: SocketConnection, body: object) {
  const frame = { op: login.op, seq: 1, body };
  return (await bench.dispatch.handle(frame, of.peer)).code;
}

Deno.test("a request whose login has ended on the way is refused, and what is open to all is not", async () => {
  const { bench, connection } = create({ maxConnectionsPerUser: 1 });
  // A gateway in another thread that has not heard yet.
  const { rules } = bench;
  const deaf = rules.commands.connection();
  const core = new LocalCore({
    rules,
    presence: rules.presence,
    log: bench.log,
    clock: rules.clock,
    commands: rules.commands.commands,
  });
  await core.fulfil(login.op, { id: "ann" }, deaf.id);
  assertEquals(await ask(bench, connection, { id: "ann" }), 0);
  const { code } = await refusal(async () =>
    await core.fulfil(sessions.op, {}, deaf.id)
  );
  assertEquals(code, 401);
  assertEquals(await core.fulfil(heartbeat.op, {}, deaf.id), {
    server_time: rules.clock.now(),
  });
});

Deno.test("a login ends with its token, and a second one with the second's", async () => {
  const { bench, connection } = create({ secret: SECRET });
  const { auth, clock } = bench.rules;
  const { peer } = connection;
  const [first] = [await auth.issue("ann")];
  assertEquals(await ask(bench, connection, { id: "ann", ...first }), 0);
  const endsAt = () => peer.login!.endsAt! - clock.elapsed();
  assertEquals(endsAt(), first.expiresAt - clock.now());
  clock.advance(10_000);
  const second = await auth.issue("ann");
  assertEquals(second.expiresAt > first.expiresAt, true);
  assertEquals(await ask(bench, connection, { id: "ann", ...second }), 0);
  assertEquals(endsAt(), second.expiresAt - clock.now());
});

Deno.test("a second login that fails leaves the first for as long as it was", async () => {
  let fails = false;
  const chatroomsOf = () =>
    fails ? Promise.reject(new ReplyError(503, "")) : Promise.resolve([]);
  const { bench, connection } = create({
    secret: SECRET,
    storage: { chatroomsOf },
  });
  const { auth, clock, presence } = bench.rules;
  assertEquals(
    await ask(bench, connection, { id: "ann", ...await auth.issue("ann") }),
    0,
  );
  const before = connection.peer.login;
  clock.advance(10_000);
  fails = true;
  await presence.lookUpChatroomsAgain("ann", chatroomsOf).catch(() => {});
  const again = await auth.issue("ann");
  assertEquals(await ask(bench, connection, { id: "ann", ...again }), 503);
  assertEquals(connection.peer.login, before);
  assertEquals([presence.connections, bench.hub.loggedIn], [1, 1]);
});

Deno.test("a first login that fails leaves the connection nobody's, in the gateway too", async () => {
  const chatroomsOf = () => Promise.reject(new ReplyError(503, ""));
  const { bench, connection } = create({ storage: { chatroomsOf } });
  assertEquals(await ask(bench, connection, { id: "ann" }), 503);
  assertEquals(connection.peer.login, undefined);
  assertEquals(
    [bench.rules.presence.connections, bench.hub.loggedIn, bench.hub.size],
    [0, 0, 1],
  );
});
