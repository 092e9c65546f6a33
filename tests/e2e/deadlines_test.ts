import { assertEquals, assertGreater, assertGreaterOrEqual } from "@std/assert";
import { SignJWT } from "jose";
import { TestClient, timed } from "../helpers/client.ts";
import { OP } from "../helpers/contract.ts";
import { Gim } from "../helpers/gim.ts";

/**
 * Milliseconds by which a timer may be early. What is measured begins before the
 * service hears of it, so that nothing that is slow makes it shorter.
 */
const SLACK = 10;

/** Milliseconds of every deadline here: time enough for what has to come before. */
const DEADLINE = 2500;
const LOGIN = ["--login-timeout", `${DEADLINE}ms`];
const HEARTBEAT = ["--heartbeat-interval", `${DEADLINE}ms`];

/** Resolves when this many milliseconds, which the service has to see, are over. */
function pass(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

Deno.test("who does not log in within --login-timeout is closed 4401", async () => {
  await using gim = await Gim.start({ args: LOGIN });
  await using user = await TestClient.login(gim.ws, "u");
  const { ms, result } = await timed(async () => {
    await using silent = await TestClient.connect(gim.ws);
    await using beating = await TestClient.connect(gim.ws);
    await beating.ask(OP.heartbeat);
    return await Promise.all([silent.ended(), beating.ended()]);
  });
  assertEquals(result.map(({ code }) => code), [4401, 4401]);
  assertGreater(ms, DEADLINE - SLACK);
  await user.ask(OP.heartbeat);
});

Deno.test("after a logout --login-timeout runs anew", async () => {
  await using gim = await Gim.start({ args: LOGIN });
  await using client = await TestClient.login(gim.ws, "u");
  // What is left of the first one would end too early.
  await pass(500);
  const { ms, result } = await timed(async () => {
    await client.ask(OP.logout);
    return await client.ended();
  });
  assertEquals(result.code, 4401);
  assertGreater(ms, DEADLINE - SLACK);
});

Deno.test("who sends no frame within --heartbeat-interval is closed 4408", async () => {
  await using gim = await Gim.start({ args: HEARTBEAT });
  const { ms, result } = await timed(async () => {
    await using quiet = await TestClient.login(gim.ws, "quiet");
    return await quiet.ended();
  });
  assertEquals(result.code, 4408);
  assertGreater(ms, DEADLINE - SLACK);
});

Deno.test("any text frame counts as a heartbeat, a WebSocket ping does not", async () => {
  await using gim = await Gim.start({ args: HEARTBEAT });
  await using pinging = await TestClient.login(gim.ws, "pinging");
  await using malformed = await TestClient.login(gim.ws, "malformed");
  await using asking = await TestClient.login(gim.ws, "asking");
  for (let count = 0; count < 8; count++) {
    await pass(DEADLINE / 5);
    // It is closed somewhere in between.
    await pinging.ping();
    malformed.send("nonsense");
    await asking.ask(OP.sessions);
  }
  assertEquals((await pinging.ended()).code, 4408);
  await malformed.ask(OP.heartbeat);
  await asking.ask(OP.heartbeat);
});

Deno.test("a connection is closed 4401 when the token it logged in with expires", async () => {
  const secret = "s3cret".repeat(6);
  await using gim = await Gim.start({ args: ["--auth-secret", secret] });
  const exp = Math.floor(Date.now() / 1000) + 4;
  const token = await new SignJWT({ sub: "u", exp })
    .setProtectedHeader({ alg: "HS256" })
    .sign(new TextEncoder().encode(secret));
  await using client = await TestClient.connect(gim.ws);
  assertEquals((await client.login("u", { token })).user.id, "u");
  assertEquals((await client.ended()).code, 4401);
  assertGreaterOrEqual(Date.now(), exp * 1000);
});
