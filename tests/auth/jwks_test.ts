import { assert, assertEquals } from "@std/assert";
import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JWK,
  SignJWT,
} from "jose";
import { createTestAuth } from "../helpers/auth.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { until } from "../helpers/promises.ts";
import { refusal } from "../helpers/refusal.ts";

/** A key of an issuer, with its id. */
interface Key {
  readonly id: string | undefined;
  readonly algorithm: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

async function createKey(
  id: string | undefined,
  algorithm = "ES256",
): Promise<Key> {
  const pair = await generateKeyPair(algorithm, { extractable: true });
  const jwk = await exportJWK(pair.publicKey);
  const { privateKey } = pair;
  const named = { ...jwk, ...id === undefined ? {} : { kid: id } };
  return { id, algorithm, privateKey, jwk: named };
}

const IN_AN_HOUR = Math.floor(Date.now() / 1000) + 3600;

function sign({ id, algorithm, privateKey }: Key): Promise<string> {
  const kid = id === undefined ? {} : { kid: id };
  return new SignJWT({ sub: "ann", exp: IN_AN_HOUR })
    .setProtectedHeader({ alg: algorithm, ...kid })
    .sign(privateKey);
}

/** Serves what `answer` says, and counts how often it is asked. */
class Issuer implements AsyncDisposable {
  asked = 0;
  answer: () => Response | Promise<Response>;
  #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(...keys: Key[]) {
    this.answer = () => this.keys(...keys);
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      () => {
        this.asked++;
        return this.answer();
      },
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/keys`;
  }

  keys(...keys: Key[]): Response {
    return Response.json({ keys: keys.map(({ jwk }) => jwk) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

function createAuth(jwks: string, clock = new FakeClock()) {
  const faults: unknown[] = [];
  const onJwksFailure = (fault: unknown) => void faults.push(fault);
  const settings = { jwks, clock, onJwksFailure };
  return { auth: createTestAuth(settings), clock, faults };
}

Deno.test("keys are fetched when one is first needed, once for all who wait, and kept", async () => {
  const key = await createKey("one");
  await using issuer = new Issuer(key);
  const { auth } = createAuth(issuer.url);
  assertEquals(issuer.asked, 0);
  const token = await sign(key);
  const all = [1, 2, 3].map(() => auth.verify(token));
  for (const { userId } of await Promise.all(all)) assertEquals(userId, "ann");
  assertEquals((await auth.verify(token)).userId, "ann");
  assertEquals(issuer.asked, 1);
});

Deno.test("each algorithm is taken, and several keys without ids are all tried", async () => {
  const keys = await Promise.all([
    createKey(undefined, "RS256"),
    createKey(undefined, "ES256"),
    createKey(undefined, "ES256"),
    createKey(undefined, "EdDSA"),
  ]);
  await using issuer = new Issuer(...keys);
  const { auth } = createAuth(issuer.url);
  for (const key of keys) {
    assertEquals((await auth.verify(await sign(key))).userId, "ann");
  }
  const stranger = await createKey(undefined);
  const token = await sign(stranger);
  assertEquals((await refusal(() => auth.verify(token))).code, 401);
  assertEquals(issuer.asked, 1);
});

Deno.test("a key that is not in the set is looked for again, but not at each token", async () => {
  const [one, two] = [await createKey("one"), await createKey("two")];
  await using issuer = new Issuer(one);
  const { auth } = createAuth(issuer.url);
  await auth.verify(await sign(one));
  const token = await sign(two);
  for (let time = 0; time < 5; time++) {
    assertEquals((await refusal(() => auth.verify(token))).code, 401);
  }
  assertEquals(issuer.asked, 1);
});

Deno.test("an issuer that cannot be reached is a 503, and tried again after a moment", async () => {
  const key = await createKey("one");
  await using issuer = new Issuer(key);
  const { auth, clock, faults } = createAuth(issuer.url);
  const broken: (() => Response)[] = [
    () => new Response("no", { status: 500 }),
    () => new Response("not JSON"),
    () => Response.json({ nokeys: true }),
    () => new Response("x".repeat(1024 * 1024 + 1)),
    () => Response.redirect("http://127.0.0.1:1/"),
  ];
  const token = await sign(key);
  for (const answer of broken) {
    issuer.answer = answer;
    for (let time = 0; time < 2; time++) {
      const { code, message } = await refusal(() => auth.verify(token));
      assertEquals([code, message], [
        503,
        "token: its issuer's keys are not to be had",
      ]);
    }
    await clock.advance(1000);
  }
  assertEquals([issuer.asked, faults.length], [broken.length, broken.length]);
  issuer.answer = () => issuer.keys(key);
  assertEquals((await auth.verify(token)).userId, "ann");
});

Deno.test("a set that is old is fetched anew, and goes on serving while that fails", async () => {
  const [one, two] = [await createKey("one"), await createKey("two")];
  await using issuer = new Issuer(one);
  const { auth, clock, faults } = createAuth(issuer.url);
  const token = await sign(one);
  await auth.verify(token);
  issuer.answer = () => new Response("away", { status: 503 });
  await clock.advance(600_000);
  assertEquals((await auth.verify(token)).userId, "ann");
  await until(() => faults.length > 0);
  await clock.advance(1000);
  issuer.answer = () => issuer.keys(two);
  assertEquals((await auth.verify(token)).userId, "ann");
  const later = await sign(two);
  await until(() => auth.verify(later).then(() => true, () => false));
  assertEquals((await refusal(() => auth.verify(token))).code, 401);
  assert(issuer.asked >= 3);
});

Deno.test("nobody waits for keys any more when the service ends", async () => {
  const key = await createKey("one");
  await using issuer = new Issuer(key);
  const { auth, faults } = createAuth(issuer.url);
  const answered = Promise.withResolvers<Response>();
  issuer.answer = () => answered.promise;
  const verified = refusal(async () => await auth.verify(await sign(key)));
  await until(() => issuer.asked === 1);
  auth.stop();
  assertEquals((await verified).code, 503);
  assertEquals(faults, []);
  answered.resolve(issuer.keys(key));
});

Deno.test("a token signed with a secret asks nobody for keys", async () => {
  await using issuer = new Issuer();
  const secrets = ["a secret of at least thirty-two bytes"];
  const auth = createTestAuth({ jwks: issuer.url, secrets });
  const { token } = await auth.issue("ann");
  assertEquals((await auth.verify(token)).userId, "ann");
  assertEquals((await refusal(() => auth.verify("x.y.z"))).code, 401);
  assertEquals(issuer.asked, 0);
});
