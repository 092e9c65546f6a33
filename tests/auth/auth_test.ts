import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { SignJWT } from "jose";
import { createTestAuth } from "../helpers/auth.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { refusal } from "../helpers/refusal.ts";

const SECRET = "a secret of at least thirty-two bytes";
const EXPIRY = 60_000;

function create(secret = SECRET) {
  const clock = new FakeClock();
  const { now } = clock;
  const settings = { secrets: [secret], tokenExpiry: EXPIRY };
  return { clock, auth: createTestAuth({ ...settings, clock, now }) };
}

/** A token as any other library makes it. */
function sign(
  claims: Record<string, unknown>,
  { secret = SECRET, alg = "HS256" } = {},
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg })
    .sign(new TextEncoder().encode(secret));
}

function base64url(value: object): string {
  return btoa(JSON.stringify(value)).replaceAll("=", "")
    .replaceAll("+", "-").replaceAll("/", "_");
}

Deno.test("an issued token is valid for its user until it expires", async () => {
  const { clock, auth } = create();
  const { token, expiresAt } = await auth.issue("ann");
  assertEquals(expiresAt % 1000, 0);
  assertEquals(expiresAt >= clock.now() + EXPIRY, true);
  assertEquals(expiresAt < clock.now() + EXPIRY + 1000, true);
  const issuedAt = Math.floor(clock.now() / 1000);
  const claims = { userId: "ann", expiresAt, issuedAt };
  assertEquals(await auth.verify(token), claims);
  clock.jumpTo(expiresAt - 1);
  assertEquals((await auth.verify(token)).userId, "ann");
  clock.jumpTo(expiresAt);
  const { code, message } = await refusal(() => auth.verify(token));
  assertEquals([code, message], [401, "token: expired"]);
});

Deno.test("a token of another library with the same secret is valid", async () => {
  const { clock, auth } = create();
  const exp = Math.floor(clock.now() / 1000) + 100;
  const token = await sign({ sub: "ann", exp, admin: true });
  const claims = { userId: "ann", expiresAt: exp * 1000 };
  assertEquals(await auth.verify(token), claims);
});

Deno.test("a token that expires at no time there is is a 401", async () => {
  const { auth } = create();
  const last = 8.64e12;
  const token = await sign({ sub: "ann", exp: last });
  assertEquals((await auth.verify(token)).expiresAt, last * 1000);
  for (const exp of [last + 1, 1e16, Number.MAX_VALUE]) {
    const token = await sign({ sub: "ann", exp });
    const { code, message } = await refusal(() => auth.verify(token));
    assertEquals(code, 401);
    assertEquals(message, "token: its claim exp is missing or wrong");
  }
});

Deno.test("tokens that are not to be trusted are a 401 without detail", async () => {
  const { clock, auth } = create();
  const exp = Math.floor(clock.now() / 1000) + 100;
  const good = await sign({ sub: "ann", exp });
  const [header, payload, signature] = good.split(".");
  const forged = base64url({ sub: "bob", exp });
  const none = base64url({ alg: "none", typ: "JWT" });
  const tokens = [
    await sign({ sub: "ann", exp }, {
      secret: "another secret, also long enough",
    }),
    await sign({ sub: "ann", exp }, {
      alg: "HS512",
      secret: SECRET.repeat(2),
    }),
    `${header}.${forged}.${signature}`,
    `${none}.${payload}.`,
    `${none}.${payload}.${signature}`,
    `${header}.${payload}.`,
    `${header}.${payload}`,
    ...["", "x", "a.b.c", "....", `${good}x`, `${good}.x`, "é.é.é"],
  ];
  for (const token of tokens) {
    const { code, message } = await refusal(() => auth.verify(token));
    assertEquals(code, 401, token);
    assertMatch(message, /^token: (invalid|expired)$/);
  }
});

Deno.test("a token without expiry or subject is a 401 that names the claim", async () => {
  const { clock, auth } = create();
  const exp = Math.floor(clock.now() / 1000) + 100;
  const noExpiry = await sign({ sub: "ann" });
  const noSubject = await sign({ exp });
  const first = await refusal(() => auth.verify(noExpiry));
  assertEquals(first.code, 401);
  assertMatch(first.message, /^token: .*exp/);
  const second = await refusal(() => auth.verify(noSubject));
  assertEquals(second.code, 401);
  assertMatch(second.message, /^token: .*sub/);
});

Deno.test("a token whose claims are of a wrong kind is a 401, not a fault", async () => {
  const { clock, auth } = create();
  const exp = Math.floor(clock.now() / 1000) + 100;
  const claims = [
    { sub: "ann", exp: "tomorrow" },
    { sub: "ann", exp: null },
    { sub: 7, exp },
    { sub: "", exp },
    { sub: "not an id", exp },
    { sub: ["ann"], exp },
    { sub: "ann", exp, nbf: exp },
    { sub: "ann", exp, nbf: "x" },
  ];
  for (const each of claims) {
    const token = await sign(each);
    const { code } = await refusal(() => auth.verify(token));
    assertEquals(code, 401, JSON.stringify(each));
  }
});

/** A token with claims that no library writes, such as 1e400. */
function signRaw(claims: string): string {
  const head = base64url({ alg: "HS256" });
  const body = `${head}.${Buffer.from(claims).toString("base64url")}`;
  const sign = createHmac("sha256", SECRET).update(body);
  return `${body}.${sign.digest("base64url")}`;
}

Deno.test("an expiry in fractions of a second is one in whole milliseconds", async () => {
  const { clock, auth } = create();
  const exp = Math.floor(clock.now() / 1000) + 100;
  for (
    const [fraction, ms] of [[0.5, 500], [0.0004, 0], [0.9999, 999]] as const
  ) {
    const token = signRaw(JSON.stringify({ sub: "ann", exp: exp + fraction }));
    const expiresAt = exp * 1000 + ms;
    assertEquals(await auth.verify(token), { userId: "ann", expiresAt });
    assertEquals((await auth.login("ann", token)).expiresAt, expiresAt);
  }
  const token = signRaw(JSON.stringify({ sub: "ann", exp: exp + 0.5 }));
  clock.jumpTo(exp * 1000 + 499);
  assertEquals((await auth.verify(token)).userId, "ann");
  clock.jumpTo(exp * 1000 + 500);
  const { code, message } = await refusal(() => auth.verify(token));
  assertEquals([code, message], [401, "token: expired"]);
});

Deno.test("whatever a token's claims are, its expiry is a whole time to come, or it is a 401", async () => {
  const { clock, auth } = create();
  const seconds = Math.floor(clock.now() / 1000);
  const number = fc.oneof(
    fc.double().map(String),
    fc.double({ min: seconds - 2, max: seconds + 200 }).map(String),
    fc.constantFrom("1e400", "-1e400", "-0", "1e16", "8640000000000.5"),
  );
  const value = fc.oneof(number, fc.json(), fc.constant('"1e3"'));
  const claim = fc.record({ exp: number, sub: fc.constant('"ann"') }, {
    requiredKeys: [],
  });
  const claims = fc.tuple(
    claim,
    fc.dictionary(
      fc.constantFrom("exp", "nbf", "iat", "sub", "x"),
      value,
      { maxKeys: 2 },
    ),
  );
  await fc.assert(fc.asyncProperty(claims, async ([usual, odd]) => {
    const fields = Object.entries({ ...usual, ...odd })
      .map(([name, text]) => `"${name}":${text}`);
    const token = signRaw(`{${fields.join()}}`);
    const { expiresAt, code } = await auth.verify(token)
      .then(
        (claims) => ({ ...claims, code: 0 }),
        (fault) => ({ expiresAt: Infinity, code: fault.code }),
      );
    if (code === 401) return;
    assertEquals([code, Number.isSafeInteger(expiresAt)], [0, true]);
    assert(expiresAt > clock.now());
  }));
});

Deno.test("with a secret a login needs a token whose subject is the id", async () => {
  const { auth } = create();
  const { token, expiresAt } = await auth.issue("ann");
  const login = await auth.login("ann", token);
  assertEquals([login.token, login.expiresAt], [token, expiresAt]);
  assertEquals((await refusal(() => auth.login("bob", token))).code, 401);
  const without = await refusal(() => auth.login("ann", undefined));
  assertEquals([without.code, without.message], [
    401,
    "token: required to log in",
  ]);
});

Deno.test("without a secret anybody is let in on their word, for as long as they stay", async () => {
  const clock = new FakeClock();
  const auth = createTestAuth({ tokenExpiry: EXPIRY, clock, now: clock.now });
  const login = await auth.login("ann", undefined);
  assertEquals((await auth.verify(login.token)).userId, "ann");
  const again = await auth.login("ann", login.token);
  assertEquals(again.expiresAt, login.expiresAt);
  assertEquals(again.token, login.token);
  assertEquals((await refusal(() => auth.login("bob", login.token))).code, 401);
  assertEquals((await refusal(() => auth.login("ann", "x"))).code, 401);
});

Deno.test("two services without a secret do not trust each other's tokens", async () => {
  const { token } = await createTestAuth().issue("ann");
  const { code } = await refusal(() => createTestAuth().verify(token));
  assertEquals(code, 401);
});
