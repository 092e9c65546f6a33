import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { assert, assertEquals } from "@std/assert";
import { type JWTPayload, SignJWT } from "jose";
import { parsePublicKeys } from "../../src/auth/public_key.ts";
import { type AuthSettings, createTestAuth } from "../helpers/auth.ts";
import { refusal } from "../helpers/refusal.ts";

const PEM = {
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
} as const;

/** A pair of keys in PEM, and what its tokens say of it. */
interface Pair {
  readonly algorithm: string;
  readonly publicKey: string;
  readonly privateKey: string;
}

function pairs(): readonly Pair[] {
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048, ...PEM });
  const p256 = generateKeyPairSync("ec", { namedCurve: "prime256v1", ...PEM });
  const ed25519 = generateKeyPairSync("ed25519", PEM);
  return [
    { algorithm: "RS256", ...rsa },
    { algorithm: "ES256", ...p256 },
    { algorithm: "EdDSA", ...ed25519 },
  ];
}

const PAIRS = pairs();
const SECRETS = ["the first of the secrets, it signs", "s".repeat(40)];

function keysOf(...pems: string[]) {
  const keys = parsePublicKeys(pems.join("\n"));
  assert(keys !== undefined);
  return keys;
}

const IN_AN_HOUR = Math.floor(Date.now() / 1000) + 3600;

function sign(
  { algorithm, privateKey }: Pair,
  claims: JWTPayload = {},
): Promise<string> {
  return new SignJWT({ sub: "ann", exp: IN_AN_HOUR, ...claims })
    .setProtectedHeader({ alg: algorithm })
    .sign(createPrivateKey(privateKey));
}

function signWith(secret: string, claims: JWTPayload = {}): Promise<string> {
  return new SignJWT({ sub: "ann", exp: IN_AN_HOUR, ...claims })
    .setProtectedHeader({ alg: "HS256" })
    .sign(new TextEncoder().encode(secret));
}

/** Who a token is for, or the code and message of its refusal. */
async function outcome(
  settings: AuthSettings,
  token: string,
): Promise<string> {
  const auth = createTestAuth(settings);
  try {
    return (await auth.verify(token)).userId;
  } catch {
    const { code, message } = await refusal(() => auth.verify(token));
    return `${code} ${message}`;
  }
}

Deno.test("tokens that others sign are verified by their public keys", async () => {
  for (const pair of PAIRS) {
    const publicKeys = keysOf(pair.publicKey);
    const token = await sign(pair);
    assertEquals(await outcome({ publicKeys }, token), "ann", pair.algorithm);
    for (const other of PAIRS.filter((each) => each !== pair)) {
      const found = await outcome({ publicKeys }, await sign(other));
      assertEquals(found, "401 token: invalid", other.algorithm);
    }
  }
});

Deno.test("several public keys stand beside each other and beside secrets", async () => {
  const publicKeys = keysOf(...PAIRS.map(({ publicKey }) => publicKey));
  const settings = { publicKeys, secrets: SECRETS };
  for (const pair of PAIRS) {
    assertEquals(await outcome(settings, await sign(pair)), "ann");
  }
  for (const secret of SECRETS) {
    assertEquals(await outcome(settings, await signWith(secret)), "ann");
  }
  const { token } = await createTestAuth(settings).issue("ben");
  const first = { secrets: SECRETS.slice(0, 1) };
  assertEquals(await outcome(first, token), "ben");
});

Deno.test("a public key is never taken for a secret", async () => {
  for (const { publicKey } of PAIRS) {
    const publicKeys = keysOf(publicKey);
    for (const secret of [publicKey, publicKey.trim()]) {
      const token = await signWith(secret);
      for (const secrets of [[], SECRETS]) {
        const found = await outcome({ publicKeys, secrets }, token);
        assertEquals(found, "401 token: invalid");
      }
    }
  }
});

Deno.test("with two secrets the old one's tokens are good until it is taken out", async () => {
  const [now = "", before = ""] = SECRETS;
  const old = await signWith(before);
  assertEquals(await outcome({ secrets: [now, before] }, old), "ann");
  assertEquals(await outcome({ secrets: [now] }, old), "401 token: invalid");
});

Deno.test("with others' keys alone a login needs a token, and none is issued", async () => {
  const [pair] = PAIRS;
  assert(pair !== undefined);
  const auth = createTestAuth({ publicKeys: keysOf(pair.publicKey) });
  const without = await refusal(() => auth.login("ann", undefined));
  assertEquals([without.code, without.message], [
    401,
    "token: required to log in",
  ]);
  const { code } = await refusal(() => auth.issue("ann"));
  assertEquals(code, 409);
  const token = await sign(pair);
  assertEquals((await auth.login("ann", token)).token, token);
});

Deno.test("issuer and audience have to be the ones that are asked for", async () => {
  const [secret = ""] = SECRETS;
  const settings = { secrets: [secret], issuer: "shop", audience: "chat" };
  const fine = { iss: "shop", aud: "chat" };
  const claims: [JWTPayload, string][] = [
    [fine, "ann"],
    [{ ...fine, aud: ["mail", "chat"] }, "ann"],
    [{ aud: "chat" }, "401 token: its claim iss is missing or wrong"],
    [{ ...fine, iss: "Shop" }, "401 token: its claim iss is missing or wrong"],
    [{ iss: "shop" }, "401 token: its claim aud is missing or wrong"],
    [{ ...fine, aud: [] }, "401 token: its claim aud is missing or wrong"],
  ];
  for (const [each, expected] of claims) {
    assertEquals(
      await outcome(settings, await signWith(secret, each)),
      expected,
    );
  }
  const { token } = await createTestAuth(settings).issue("ben");
  assertEquals(await outcome(settings, token), "ben");
  assertEquals(await outcome({ secrets: [secret] }, token), "ben");
});

Deno.test("a token's name is the user's, where it can be one", async () => {
  const [secret = ""] = SECRETS;
  const auth = createTestAuth({ secrets: [secret] });
  const nameIn = async (name: unknown) => {
    const token = await signWith(secret, { name });
    return (await auth.login("ann", token)).name;
  };
  assertEquals(await nameIn("Ann Lee"), "Ann Lee");
  assertEquals(await nameIn("😀".repeat(64)), "😀".repeat(64));
  const unusable = ["", 7, null, "a\nb", "System", "x".repeat(65), ["Ann"]];
  for (const name of unusable) assertEquals(await nameIn(name), undefined);
});

Deno.test("keys that are too weak, of another kind or private are no public keys", () => {
  const weak = generateKeyPairSync("rsa", { modulusLength: 1024, ...PEM });
  const curve = generateKeyPairSync("ec", { namedCurve: "secp384r1", ...PEM });
  const [{ publicKey, privateKey }] = PAIRS as [Pair];
  const texts = [
    "",
    weak.publicKey,
    curve.publicKey,
    privateKey,
    publicKey + privateKey,
    publicKey + weak.publicKey,
    publicKey.replace(/[A-Za-z0-9]{20}/, "x"),
  ];
  for (const text of texts) assertEquals(parsePublicKeys(text), undefined);
});
