import { assertEquals, assertNotEquals } from "@std/assert";
import { REPLACED } from "../../src/base/close_codes.ts";
import { ReplyError } from "../../src/base/errors.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { flush, until } from "../helpers/promises.ts";
import { refusal } from "../helpers/refusal.ts";
import { RulesBench } from "../helpers/rules.ts";

function unavailable(): Promise<never> {
  return Promise.reject(new ReplyError(503, "out of reach"));
}

Deno.test("a login tells what the service is like, and gives a token to go on with", async () => {
  const bench = new RulesBench();
  const { ref } = bench.ref();
  const login = await bench.users.login({ id: "ann", name: "Ann" }, ref);
  const { token, expires_at, ...rest } = login;
  assertEquals(rest, {
    user: { id: "ann", name: "Ann" },
    server_time: bench.clock.now(),
    heartbeat_interval: 600_000,
    sequence: true,
    push_count: 10,
    push_duration: 1000,
  });
  assertEquals(login.user.id, "ann");
  assertEquals(expires_at > bench.clock.now(), true);
  assertEquals((await bench.users.authenticate(token)).userId, "ann");
  assertEquals([...bench.presence.refsOf("ann")], [ref]);
});

Deno.test("a login over HTTP puts nobody online", async () => {
  const bench = new RulesBench();
  await bench.users.login({ id: "ann" });
  assertEquals(bench.presence.users, 0);
  assertEquals((await bench.users.find({ id: "ann" })).online, false);
});

Deno.test("a login without a name keeps the one that is known", async () => {
  const bench = new RulesBench();
  await bench.connect("ann", "Ann");
  await bench.connect("ann");
  assertEquals((await bench.users.find({ id: "ann" })).name, "Ann");
});

Deno.test("a second login as the same user changes nothing, as another is a 409", async () => {
  const bench = new RulesBench();
  const { ref } = await bench.connect("ann", "Ann");
  const again = await bench.users.login({ id: "ann", name: "New" }, ref);
  assertEquals(again.user.name, "Ann");
  assertEquals(bench.presence.connections, 1);
  const { code } = await refusal(() => bench.users.login({ id: "bob" }, ref));
  assertEquals(code, 409);
  assertEquals(bench.presence.isOnline("bob"), false);
  assertEquals((await refusal(() => bench.storage.user("bob"))).code, 404);
});

Deno.test("a refused login leaves no user and nobody online", async () => {
  const bench = new RulesBench({ secret: "a long enough secret to be taken" });
  const { code } = await refusal(() => bench.connect("ann"));
  assertEquals([code, bench.presence.users], [401, 0]);
  assertEquals((await refusal(() => bench.storage.user("ann"))).code, 404);
});

Deno.test("with a secret a login ends with its token", async () => {
  const bench = new RulesBench({ secret: "a long enough secret to be taken" });
  const { token, expiresAt } = await bench.auth.issue("ann");
  const { expires_at } = await bench.users.login({ id: "ann", token });
  assertEquals(expires_at, expiresAt);
});

Deno.test("over the bound a user's oldest connections are replaced", async () => {
  const bench = new RulesBench({ maxConnectionsPerUser: 2 });
  const logins = [];
  for (let device = 0; device < 4; device++) {
    logins.push(await bench.connect("ann"));
  }
  const closes = logins.map(({ connection }) => connection.closes);
  assertEquals(closes, [[REPLACED], [REPLACED], [], []]);
  assertEquals(bench.presence.refsOf("ann").size, 2);
});

Deno.test("a login brings the connection into the user's chatrooms", async () => {
  const bench = new RulesBench();
  await bench.chatrooms.join(bench.http("ann"), { id: "room" });
  const { connection } = await bench.connect("ann");
  assertEquals([...bench.commands.hub.connectionsIn("room")], [connection]);
});

Deno.test("a logout takes the connection out, and marks who is gone as seen", async () => {
  const bench = new RulesBench();
  const first = await bench.connect("ann");
  const second = await bench.connect("ann");
  bench.clock.advance(5000);
  await bench.users.logout(first.ref);
  assertEquals((await bench.users.find({ id: "ann" })).online, true);
  bench.clock.advance(5000);
  const goneAt = bench.clock.now();
  await bench.users.logout(second.ref);
  await bench.users.logout(second.ref);
  bench.clock.advance(5000);
  const { online, last_seen } = await bench.users.find({ id: "ann" });
  assertEquals([online, last_seen], [false, goneAt]);
});

Deno.test("who is online was seen just now", async () => {
  const bench = new RulesBench();
  await bench.connect("ann");
  bench.clock.advance(5000);
  const { last_seen } = await bench.users.find({ id: "ann" });
  assertEquals(last_seen, bench.clock.now());
  assertEquals((await refusal(() => bench.users.find({ id: "x" }))).code, 404);
});

Deno.test("a connection that goes during its login is not left behind", async () => {
  const bench = new RulesBench();
  const { ref } = bench.ref();
  const login = bench.users.login({ id: "ann" }, ref);
  ref.leave();
  await bench.users.logout(ref);
  await login;
  assertEquals([bench.presence.users, bench.presence.connections], [0, 0]);
});

Deno.test("a connection that goes while its chatrooms are looked up is not left behind", async () => {
  const answer = Promise.withResolvers<string[]>();
  const bench = new RulesBench({
    storage: { chatroomsOf: () => answer.promise },
  });
  const { ref } = bench.ref();
  const login = bench.users.login({ id: "ann" }, ref);
  await until(() => bench.presence.connections === 1);
  ref.leave();
  await bench.users.logout(ref);
  answer.resolve(["room"]);
  await login;
  const { users, connections, chatrooms } = bench.presence;
  assertEquals([users, connections, chatrooms], [0, 0, 0]);
});

Deno.test("a login whose chatrooms cannot be looked up leaves nobody online", async () => {
  const bench = new RulesBench({ storage: { chatroomsOf: unavailable } });
  const { code } = await refusal(() => bench.connect("ann"));
  assertEquals(code, 503);
  assertEquals([bench.presence.users, bench.presence.connections], [0, 0]);
});

Deno.test("a second device's login waits until its chatrooms are known", async () => {
  const answer = Promise.withResolvers<string[]>();
  const chatroomsOf: Storage["chatroomsOf"] = () => answer.promise;
  const bench = new RulesBench({ storage: { chatroomsOf } });
  const first = bench.connect("ann");
  await until(() => bench.presence.connections === 1);
  let settled = false;
  const second = bench.connect("ann").then((login) => {
    settled = true;
    return login;
  });
  await until(() => bench.presence.connections === 2);
  await flush();
  assertEquals(settled, false, "a push to the room would pass it by");
  answer.resolve(["room"]);
  await Promise.all([first, second]);
  assertEquals(bench.presence.connectionsIn("room"), 2);
});

Deno.test("a leave while chatrooms are looked up is not undone by the look-up", async () => {
  const answers = [Promise.withResolvers<string[]>()];
  const bench = new RulesBench({
    storage: {
      chatroomsOf: () => answers.shift()?.promise ?? Promise.resolve([]),
    },
  });
  const [answer] = answers;
  await bench.chatrooms.join(bench.http("ann"), { id: "room" });
  const login = bench.connect("ann");
  await until(() => bench.presence.connections === 1);
  await bench.chatrooms.leave(bench.http("ann"), { id: "room" });
  answer?.resolve(["room"]);
  await login;
  assertEquals(bench.presence.connectionsIn("room"), 0);
});

Deno.test("who goes while they are looked up was last seen then", async () => {
  let meanwhile = () => Promise.resolve();
  const bench = new RulesBench({
    storage: {
      async user(id) {
        await meanwhile();
        return { id, name: "Ann", lastSeen: 1 };
      },
    },
  });
  const { ref } = await bench.connect("ann");
  bench.clock.advance(5000);
  meanwhile = () => bench.users.logout(ref);
  const { online, last_seen } = await bench.users.find({ id: "ann" });
  assertEquals([online, last_seen], [true, bench.clock.now()]);
});

Deno.test("who asks over HTTP again and again is noted as seen once in five seconds", async () => {
  const seen: string[] = [];
  const bench = new RulesBench({
    storage: {
      enter: (id) => {
        seen.push(id);
        return Promise.resolve({ id, name: id, lastSeen: 0 });
      },
    },
  });
  const ask = async (userId: string) => {
    const { token } = await bench.auth.issue(userId);
    assertEquals((await bench.users.authenticate(token)).userId, userId);
  };
  for (const userId of ["ann", "ann", "bob", "ann"]) await ask(userId);
  assertEquals(seen, ["ann", "bob"]);
  bench.clock.advance(4999);
  await ask("ann");
  bench.clock.advance(1);
  await ask("ann");
  assertEquals(seen, ["ann", "bob", "ann"]);
});

Deno.test("a request whose user could not be noted is refused, and the next one notes them", async () => {
  let refusals = 1;
  const bench = new RulesBench({
    storage: {
      enter: (id) =>
        refusals-- > 0
          ? unavailable()
          : Promise.resolve({ id, name: id, lastSeen: 0 }),
    },
  });
  const { token } = await bench.auth.issue("ann");
  const { code } = await refusal(() => bench.users.authenticate(token));
  assertEquals(code, 503);
  assertEquals((await bench.users.authenticate(token)).userId, "ann");
});

Deno.test("a logout that the storage cannot note still takes the connection out", async () => {
  const bench = new RulesBench({ storage: { touch: unavailable } });
  const { ref } = await bench.connect("ann");
  await bench.users.logout(ref).catch(() => {});
  assertEquals([bench.presence.users, bench.presence.connections], [0, 0]);
});

Deno.test("an HTTP caller is known by their token, and remembered", async () => {
  const bench = new RulesBench();
  const { token } = await bench.auth.issue("ann");
  const caller = await bench.users.authenticate(token);
  assertEquals(caller, { userId: "ann", ref: undefined });
  assertEquals((await bench.storage.user("ann")).name, "ann");
  assertEquals((await refusal(() => bench.users.authenticate("x"))).code, 401);
});

Deno.test("a heartbeat tells the time", () => {
  const bench = new RulesBench();
  const before = bench.users.heartbeat();
  bench.clock.advance(10);
  assertEquals(before, { server_time: bench.clock.now() - 10 });
  assertNotEquals(bench.users.heartbeat(), before);
});

Deno.test("a user who was found is a copy: a change of it changes nobody", async () => {
  const bench = new RulesBench();
  const { userId, ref } = await bench.connect("ann");
  const data = { colour: "red" };
  const said = await bench.users.profile({ userId, ref }, { data });
  Object.assign(said.data, { colour: "changed" });
  const found = await bench.users.find({ id: "ann" });
  assertEquals(found.data, data);
  Object.assign(found.data, { colour: "changed" });
  assertEquals((await bench.users.find({ id: "ann" })).data, data);
});
