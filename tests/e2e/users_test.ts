import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import { ObservedClient } from "../helpers/observed_client.ts";
import { OP, unique } from "../helpers/contract.ts";
import { serviceOfThisFile } from "../helpers/gim.ts";

const gim = serviceOfThisFile("--max-connections-per-user", "2");

/** Asks until the user is offline: the service learns of an end a moment late. */
async function untilOffline(client: ObservedClient, id: string) {
  for (;;) {
    const user = await client.ask(OP.user, { id });
    if (!user.online) return user;
  }
}

Deno.test("a user who has never logged in is a 404", async () => {
  await using a = await ObservedClient.login(gim.ws, unique("u"));
  await a.refused(404, OP.user, { id: unique("nobody") });
});

Deno.test("a user is online while a connection is", async () => {
  const bob = unique("bob");
  await using a = await ObservedClient.login(gim.ws, unique("u"));
  const began = Date.now();
  await using one = await ObservedClient.login(gim.ws, bob, { name: "Bob" });
  await using two = await ObservedClient.login(gim.ws, bob);
  const { last_seen, ...rest } = await a.ask(OP.user, { id: bob });
  assertEquals(rest, { id: bob, name: "Bob", online: true, data: {} });
  assert(began <= last_seen && last_seen <= Date.now());
  await one.close();
  await two.ask(OP.heartbeat);
  assertEquals((await a.ask(OP.user, { id: bob })).online, true);
  const before = Date.now();
  await two.close();
  const gone = await untilOffline(a, bob);
  assertGreaterOrEqual(gone.last_seen, before - 5);
  assertEquals(await untilOffline(a, bob), gone);
});

Deno.test("a user whose connection breaks is offline", async () => {
  const bob = unique("bob");
  await using a = await ObservedClient.login(gim.ws, unique("u"));
  {
    await using _broken = await ObservedClient.login(gim.ws, bob);
  }
  await untilOffline(a, bob);
});

Deno.test("a user with too many connections loses the oldest, closed 4409", async () => {
  const bob = unique("bob");
  await using first = await ObservedClient.login(gim.ws, bob);
  await using second = await ObservedClient.login(gim.ws, bob);
  await using third = await ObservedClient.login(gim.ws, bob);
  assertEquals((await first.ended()).code, 4409);
  await using a = await ObservedClient.login(gim.ws, unique("u"));
  await a.tell(bob, "hello");
  for (const client of [second, third]) {
    assertEquals((await client.push()).items[0]?.content, "hello");
  }
});

Deno.test("a repeated login does not cost the user a connection", async () => {
  const bob = unique("bob");
  await using one = await ObservedClient.login(gim.ws, bob);
  await using two = await ObservedClient.login(gim.ws, bob);
  for (let count = 0; count < 5; count++) await two.login(bob);
  await one.ask(OP.sessions);
  await two.ask(OP.sessions);
});
