import { assertEquals, assertMatch } from "@std/assert";
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from "jose";
import { TestClient } from "../helpers/client.ts";
import { OP } from "../helpers/contract.ts";
import { Gim, runGim } from "../helpers/gim.ts";
import { API_KEY_FLAGS, askAdmin } from "../helpers/server_api.ts";

const [FIRST, SECOND] = [
  "the secret that signs from now on, new",
  "o".repeat(32),
];
const IN_AN_HOUR = Math.floor(Date.now() / 1000) + 3600;

function start(...args: string[]): Promise<Gim> {
  return Gim.start({ args });
}

/** A text in a file, as long as it is used. */
class TextFile implements Disposable {
  readonly path = Deno.makeTempFileSync({ dir: ".", prefix: "test-" });

  constructor(text: string) {
    Deno.writeTextFileSync(this.path, text);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path);
  }
}

/** Tokens of an issuer whose keys the service has, and the keys. */
async function createIssuer(algorithm: string) {
  const pair = await generateKeyPair(algorithm, { extractable: true });
  const sign = (claims: object, kid = "one") =>
    new SignJWT({ sub: "ann", exp: IN_AN_HOUR, ...claims })
      .setProtectedHeader({ alg: algorithm, kid })
      .sign(pair.privateKey);
  const jwk = { ...await exportJWK(pair.publicKey), kid: "one" };
  return { sign, jwk, pem: await exportSPKI(pair.publicKey) };
}

Deno.test("the service takes what another signs, by name, issuer and audience", async () => {
  const { sign, pem } = await createIssuer("ES256");
  using key = new TextFile(pem);
  await using gim = await start(
    ...["--auth-public-key", key.path, "--auth-issuer", "shop"],
    ...["--auth-audience", "chat"],
  );
  await using ann = await TestClient.connect(`ws://${gim.gateway}`);
  const fine = { iss: "shop", aud: "chat", name: "Ann of the shop" };
  const wrong = await sign({ ...fine, iss: "another" });
  const refused = await ann.request(OP.login, { id: "ann", token: wrong });
  assertEquals(refused.code, 401);
  const login = { id: "ann", name: "Whoever", token: await sign(fine) };
  const { code, data } = await ann.request(OP.login, login);
  assertEquals(code, 0);
  assertEquals(data.user, { id: "ann", name: "Ann of the shop" });
  assertEquals(data.token, login.token);
});

Deno.test("keys at an address are fetched at the first login, and 503 says that they are not there", async () => {
  const { sign, jwk } = await createIssuer("RS256");
  let isThere = false;
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () =>
      isThere
        ? Response.json({ keys: [jwk] })
        : new Response("", { status: 500 }),
  );
  const url = `http://127.0.0.1:${server.addr.port}/jwks.json`;
  await using gim = await start("--auth-jwks", url);
  await using ann = await TestClient.connect(`ws://${gim.gateway}`);
  const body = { id: "ann", token: await sign({}) };
  const { code, msg } = await ann.request(OP.login, body);
  assertEquals([code, msg], [
    503,
    "token: its issuer's keys are not to be had",
  ]);
  isThere = true;
  for (;;) {
    const again = await ann.request(OP.login, body);
    if (again.code === 0) break;
    assertEquals(again.code, 503);
    await new Promise((done) => setTimeout(done, 100));
  }
  const unsigned = await ann.request(OP.login, { id: "ann" });
  assertEquals(unsigned.code, 401);
});

Deno.test("a secret in a file signs, and the old one beside it still verifies", async () => {
  using secrets = new TextFile(`${FIRST}\n${SECOND}\n`);
  const args = ["--auth-secret", `@${secrets.path}`];
  const fresh = await runGim(["token", "ann", ...args]);
  const old = await runGim(["token", "ann", "--auth-secret", SECOND]);
  assertEquals([fresh.status, old.status], [0, 0]);
  await using gim = await start(...args);
  for (const token of [fresh.out.trim(), old.out.trim()]) {
    await using ann = await TestClient.connect(`ws://${gim.gateway}`);
    assertEquals((await ann.request(OP.login, { id: "ann", token })).code, 0);
  }
});

Deno.test("a file that is not there ends the start with status 2 and its name", async () => {
  const { status, err } = await runGim(["--auth-secret", "@nowhere.txt"]);
  assertEquals(status, 2);
  assertMatch(
    err,
    /^gim: --auth-secret: got "nowhere.txt", which is not there/,
  );
});

Deno.test("where only others sign, the server API makes no token: 409", async () => {
  const { pem } = await createIssuer("EdDSA");
  using key = new TextFile(pem);
  const line = "POST /admin/tokens";
  const body = { user_id: "ann" };
  const others = [
    ["--auth-public-key", key.path],
    ["--auth-jwks", "http://127.0.0.1:1/jwks.json"],
  ];
  for (const flags of others) {
    await using gim = await start(...API_KEY_FLAGS, ...flags);
    const { status, msg } = await askAdmin(gim.http, line, { body });
    assertEquals([status, msg], [409, "token: signed by others only"]);
  }
  const secret = ["--auth-secret", SECOND];
  await using gim = await start(...API_KEY_FLAGS, ...secret, ...others.flat());
  assertEquals((await askAdmin(gim.http, line, { body })).status, 200);
});
