import { assertEquals, assertStringIncludes } from "@std/assert";
import { OP, unique } from "../helpers/contract.ts";
import { serviceOfThisFile } from "../helpers/gim.ts";
import { call, refusal, tokenFor } from "../helpers/http.ts";
import { ObservedClient } from "../helpers/observed_client.ts";
import { RawSocket } from "../helpers/raw_socket.ts";
import { testOfThisRuntime } from "../helpers/older_runtime.ts";

const gim = serviceOfThisFile();

Deno.test("a route that does not exist is a 404", async () => {
  const token = await tokenFor(gim.http, unique("u"));
  const lines = [
    ...["GET /consoles", "GET /none", "POST /none", "GET /sessions/x/y/z"],
    ...["GET /users", "GET /users/", "GET /LOGIN", "GET //login"],
  ];
  for (const line of lines) await refusal(404, gim.http, line, { token });
});

Deno.test("a wrong method is a 405 that tells the right ones", async () => {
  const token = await tokenFor(gim.http, unique("u"));
  const cases: [line: string, allowed: string[]][] = [
    ["GET /login", ["POST"]],
    ["DELETE /messages", ["POST"]],
    ["PATCH /sessions", ["GET"]],
    ["GET /chatrooms/x/members/me", ["DELETE", "PUT"]],
    ["PUT /healthz", ["GET"]],
  ];
  for (const [line, allowed] of cases) {
    const { status, headers } = await call(gim.http, line, { token });
    assertEquals(status, 405, line);
    const told = (headers.get("allow") ?? "").split(/, */);
    assertEquals(
      told.filter((each) => !["HEAD", "OPTIONS"].includes(each)).sort(),
      allowed,
    );
  }
});

Deno.test("a body of another content type is a 415", async () => {
  const token = await tokenFor(gim.http, unique("u"));
  const body = { id: "u", type: 2, target_id: "x", content: "x" };
  for (const type of ["text/plain", "application/x-www-form-urlencoded"]) {
    const headers = { "content-type": type };
    for (const line of ["POST /login", "POST /messages"]) {
      await refusal(415, gim.http, line, { token, body, headers });
    }
  }
  const headers = { "content-type": "application/json; charset=utf-8" };
  const answer = await call(gim.http, "POST /messages", {
    token,
    body,
    headers,
  });
  assertEquals(answer.status, 200);
});

Deno.test("a body that is no JSON object is a 400", async () => {
  const headers = { "content-type": "application/json" };
  for (const body of ["{", "nonsense", "[]", "1", "null", '"x"', "\xff"]) {
    const response = await fetch(`${gim.http}/login`, {
      method: "POST",
      headers,
      body,
    });
    const { code, data } = await response.json();
    assertEquals([response.status, code, data], [400, 400, null], body);
  }
});

testOfThisRuntime(
  "it closes a connection before its answer to an unread body is read",
  "a body over the limit is a 413, declared or not",
  async () => {
    const body = { id: "u", name: "x".repeat(100_000) };
    await refusal(413, gim.http, "POST /login", { body });
    const pieces = ReadableStream.from(function* () {
      yield '{"id":"';
      for (let count = 0; count < 100; count++) yield "x".repeat(4096);
      yield '"}';
    }()).pipeThrough(new TextEncoderStream());
    const response = await fetch(`${gim.http}/login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: pieces,
    });
    assertEquals(response.status, 413);
    assertEquals((await response.json()).code, 413);
  },
);

Deno.test("a body that announces a gigabyte is a 413 before it comes", async () => {
  using socket = await RawSocket.upgrade(gim.api, {
    target: "POST /login",
    headers: {
      "Connection": "close",
      "Upgrade": undefined,
      "Content-Type": "application/json",
      "Content-Length": "1073741824",
    },
  });
  assertEquals(socket.status, 413);
});

Deno.test("a content over the limit is a 413", async () => {
  const token = await tokenFor(gim.http, unique("u"));
  const body = { type: 2, target_id: "x", content: "€".repeat(1366) };
  const msg = await refusal(413, gim.http, "POST /messages", { token, body });
  assertStringIncludes(msg, "content");
});

Deno.test("without a good token every route of a user is a 401", async () => {
  const lines: [line: string, body?: object][] = [
    ["GET /user/find?id=x"],
    ["GET /users/x"],
    ["GET /sessions"],
    ["GET /sessions/2:x/messages"],
    ["POST /sessions/2:x/read", { sequence: 0 }],
    ["DELETE /sessions/2:x/messages/x"],
    ["POST /messages", { type: 2, target_id: "x", content: "x" }],
    ["GET /chatrooms/x/members"],
    ["PUT /chatrooms/x/members/me"],
    ["DELETE /chatrooms/x/members/me"],
  ];
  for (const [line, body] of lines) {
    for (const token of [undefined, "garbage", "a.b.c"]) {
      await refusal(401, gim.http, line, { token, body });
    }
    const headers = { authorization: "Basic dTpw" };
    await refusal(401, gim.http, line, { headers, body });
  }
});

Deno.test("what a socket is refused HTTP is refused alike", async () => {
  const [room, bob] = [unique("room"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  await a.ask(OP.join, { id: room });
  const token = await tokenFor(gim.http, bob);
  const none = unique("none");
  const content = "x";
  const cases: [status: number, line: string, body?: object][] = [
    [400, "POST /login", {}],
    [400, "POST /login", { id: "a b" }],
    [400, "GET /user/find"],
    [400, "GET /sessions?count=0"],
    [400, "GET /sessions?count=x"],
    [400, "GET /sessions?count="],
    [400, "GET /sessions?type="],
    [400, "GET /sessions?type=3"],
    [400, "GET /sessions?cursor=nonsense"],
    [400, "GET /sessions/9999/messages"],
    [400, "POST /messages", { type: 2, target_id: bob, content }],
    [403, "GET /sessions/2:x:y/messages"],
    [403, `GET /sessions/1:${room}/messages`],
    [403, `GET /chatrooms/${room}/members`],
    [403, `DELETE /chatrooms/${room}/members/me`],
    [403, "POST /messages", { type: 1, target_id: room, content }],
    [404, `GET /users/${none}`],
    [404, `GET /user/find?id=${none}`],
    [404, `GET /sessions/1:${none}/messages`],
    [404, `GET /chatrooms/${none}/members`],
    [404, `DELETE /chatrooms/${none}/members/me`],
    [404, "GET /sessions/2:x/messages?message_id=nonsense"],
  ];
  for (const [status, line, body] of cases) {
    await refusal(status, gim.http, line, { token, body });
  }
});

Deno.test("a 400 over HTTP names the field", async () => {
  const token = await tokenFor(gim.http, unique("u"));
  const cases: [field: string, line: string, body?: object][] = [
    ["id", "POST /login", { id: 5 }],
    ["count", "GET /sessions?count=101"],
    ["target_id", "POST /messages", { type: 2, content: "x" }],
    ["name", "PUT /chatrooms/x/members/me", { name: "" }],
    ["session_id", "GET /sessions/x/messages"],
  ];
  for (const [field, line, body] of cases) {
    const msg = await refusal(400, gim.http, line, { token, body });
    assertStringIncludes(msg, field);
  }
});

Deno.test("a broken escape in a path is refused", async () => {
  const token = await tokenFor(gim.http, unique("u"));
  const { status } = await call(gim.http, "GET /users/%ff%fe", { token });
  assertEquals([400, 404].includes(status), true);
});

Deno.test("the limit of a body is enforced where the listener is one too", async () => {
  const body = { id: "u", name: "x".repeat(100_000) };
  await refusal(413, `http://${gim.gateway}`, "POST /login", { body });
});
