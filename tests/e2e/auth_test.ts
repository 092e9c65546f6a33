import { assertEquals, assertMatch } from "@std/assert";
import { type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { TestClient } from "../helpers/client.ts";
import { OP } from "../helpers/contract.ts";
import { runGim, serviceOfThisFile } from "../helpers/gim.ts";
import { get, refusal } from "../helpers/http.ts";
import { ObservedClient } from "../helpers/observed_client.ts";

const SECRET = "a secret of at least thirty-two bytes";
const gim = serviceOfThisFile("--auth-secret", SECRET);

function inSeconds(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}

function sign(
  payload: JWTPayload,
  { alg = "HS256", secret = SECRET } = {},
): Promise<string> {
  return new SignJWT(payload)
    .setProtectedHeader({ alg })
    .sign(new TextEncoder().encode(secret));
}

/** Tokens that let nobody in as `u`. */
async function badTokens(): Promise<Record<string, string>> {
  const exp = inSeconds(60);
  const good = await sign({ sub: "u", exp });
  const [header, payload, signature = ""] = good.split(".");
  return {
    "of another user": await sign({ sub: "other", exp }),
    "of nobody": await sign({ exp }),
    "expired": await sign({ sub: "u", exp: inSeconds(-60) }),
    "of another secret": await sign({ sub: "u", exp }, { secret: "guess" }),
    "of another algorithm": await sign({ sub: "u", exp }, { alg: "HS512" }),
    "unsigned": new UnsecuredJWT({ sub: "u", exp }).encode(),
    "without a signature": `${header}.${payload}.`,
    "with a changed payload": `${header}.${
      btoa(JSON.stringify({ sub: "u", exp: exp + 1 })).replaceAll("=", "")
    }.${signature}`,
    "with a changed signature": `${header}.${payload}.${
      (signature[0] === "A" ? "B" : "A") + signature.slice(1)
    }`,
    "garbage": "garbage",
    "more garbage": "a.b.c",
    "the original's": btoa("u"),
  };
}

Deno.test("with a secret a login without a token is a 401", async () => {
  await using client = await TestClient.connect(gim.ws);
  await client.refused(401, OP.login, { id: "u" });
  await refusal(401, gim.http, "POST /login", { body: { id: "u" } });
});

Deno.test("a token by gim token lets its user in", async () => {
  const { status, out, err } = await runGim(
    ["token", "--auth-secret", SECRET, "u"],
  );
  assertEquals([status, err], [0, ""]);
  assertMatch(out, /^\S+\n$/);
  await using client = new ObservedClient(gim.ws);
  const { user } = await client.login("u", { token: out.trim() });
  assertEquals(user.id, "u");
});

Deno.test("a token by a JWT library lets its user in", async () => {
  const token = await sign({ sub: "u", exp: inSeconds(60) });
  await using client = new ObservedClient(gim.ws);
  assertEquals((await client.login("u", { token })).user.id, "u");
  const body = { id: "u", token };
  await get(gim.http, "POST /login", { body });
});

Deno.test("a token by a JWT library serves as a bearer token", async () => {
  const token = await sign({ sub: "bearer", exp: inSeconds(60) });
  await get(gim.http, "GET /sessions", { token });
});

Deno.test("a login returns a token that lets in again", async () => {
  const token = await sign({ sub: "u", exp: inSeconds(60) });
  await using one = new ObservedClient(gim.ws);
  const again = (await one.login("u", { token })).token;
  await using two = new ObservedClient(gim.ws);
  await two.login("u", { token: again });
  await get(gim.http, "GET /sessions", { token: again });
});

Deno.test("a token that is not good lets nobody in over a socket", async () => {
  for (const [what, token] of Object.entries(await badTokens())) {
    await using client = await TestClient.connect(gim.ws);
    const reply = await client.request(OP.login, { id: "u", token });
    assertEquals([reply.code, reply.data as unknown], [401, null], what);
    await client.refused(401, OP.sessions);
  }
});

Deno.test("a token that is not good opens no route", async () => {
  const { "of another user": _, ...bad } = await badTokens();
  for (const token of Object.values(bad)) {
    await refusal(401, gim.http, "GET /sessions", { token });
    await refusal(401, gim.http, `GET /sessions?token=${token}`);
  }
});

Deno.test("gim token needs a secret and a user id", async () => {
  for (const args of [["token", "u"], ["token", "--auth-secret", SECRET]]) {
    const { status, out, err } = await runGim(args);
    assertEquals([status, out], [2, ""]);
    assertMatch(err, /^[^\n]+\n$/);
  }
});
