import { assertEquals, assertMatch } from "@std/assert";
import { SignJWT } from "jose";
import { GimReplyError } from "../../src/client/errors.ts";
import { GimClient } from "../../src/client/client.ts";
import { unique } from "../helpers/contract.ts";
import { online, testEachCodec } from "../helpers/each_codec.ts";
import { Gim, runGim, serviceOfThisFile } from "../helpers/gim.ts";
import { call, tokenFor } from "../helpers/http.ts";
import { errorOf } from "../helpers/promises.ts";

const SECRET = "a-secret-of-at-least-thirty-two-bytes";
const gim = serviceOfThisFile();

/** Names that nobody sees, that turn the text around, that end a line. */
const BAD = [" ", "\u3164", "\u200b\u2800", "a\u202eb", "a\nb", "a\u009bb"];
/** Those that a user may not have either. */
const RESERVED = ["System", "sys\u200btem", "ѕуѕтем"];

const RULE = "1 to 64 characters, one of them visible, without control " +
  "characters";

async function refusalOf(called: Promise<unknown>): Promise<[number, string]> {
  const error = await errorOf(called);
  if (!(error instanceof GimReplyError)) throw new Error(String(error));
  return [error.code, error.message];
}

testEachCodec("a name is one that can be shown", async (options) => {
  const id = unique("u");
  const wrong = "name: wrong value: expected a name of " + RULE;
  for (const name of [...BAD, ...RESERVED]) {
    await using client = new GimClient(gim.ws, options);
    assertEquals(await refusalOf(client.login({ id, name })), [
      400,
      `${wrong}, other than the service's own`,
    ]);
  }
  await using client = await online(gim.ws, id, options);
  for (const name of BAD) {
    assertEquals(await refusalOf(client.join({ id, name })), [400, wrong]);
  }
  const { chatroom } = await client.join({ id, name: "System" });
  assertEquals(chatroom.name, "System");
});

testEachCodec("nobody logs in as the service", async (options) => {
  for (const id of ["system", "System", "SYSTEM"]) {
    await using client = new GimClient(gim.ws, options);
    assertEquals(await refusalOf(client.login({ id })), [
      403,
      `id: ${id} is the service's own: expected another user id`,
    ]);
  }
});

Deno.test("a name is one that can be shown, over HTTP too", async () => {
  const id = unique("u");
  const token = await tokenFor(gim.http, id);
  for (const name of [...BAD, ...RESERVED]) {
    const login = await call(gim.http, "POST /login", { body: { id, name } });
    assertEquals(login.status, 400, name);
    assertMatch(login.msg, /^name: /);
  }
  for (const name of BAD) {
    const line = `PUT /chatrooms/${id}/members/me`;
    const join = await call(gim.http, line, { token, body: { name } });
    assertEquals(join.status, 400, name);
    assertMatch(join.msg, /^name: /);
  }
});

Deno.test("nobody is the service over HTTP, with a token of the right secret neither", async () => {
  await using strict = await Gim.start({ args: ["--auth-secret", SECRET] });
  const token = await new SignJWT({ sub: "system" })
    .setProtectedHeader({ alg: "HS256" })
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(SECRET));
  for (const body of [{ id: "system" }, { id: "system", token }]) {
    const { status } = await call(strict.http, "POST /login", { body });
    assertEquals(status, 403);
  }
  const { status, msg } = await call(strict.http, "GET /sessions", { token });
  assertEquals([status, msg], [
    403,
    "token: its subject is the service's own id",
  ]);
});

Deno.test("gim token makes none for the service", async () => {
  const { status, err } = await runGim(["token", "System"], {
    GIM_AUTH_SECRET: SECRET,
  });
  assertEquals([status, err], [
    2,
    'gim: token: got "System", the service\'s own: expected another user id\n',
  ]);
});
