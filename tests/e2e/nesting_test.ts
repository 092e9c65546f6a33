import { assertEquals } from "@std/assert";
import { TestClient } from "../helpers/client.ts";
import { type Envelope, OP, unique } from "../helpers/contract.ts";
import { serviceOfThisFile } from "../helpers/gim.ts";
import { call, refusal, tokenFor } from "../helpers/http.ts";
import { ProtoClient } from "../helpers/proto_client.ts";

const gim = serviceOfThisFile();

const TOO_DEEP = "body: nested too deep: expected at most 32 levels";

const DATA_TOO_DEEP = "data: nested too deep: expected at most 31 levels";

/** A field that is ignored, of so many levels. */
function ignored(levels: number): string {
  return `"ignored":${"[".repeat(levels)}${"]".repeat(levels)}`;
}

/** The codes of the replies to a frame, and to a heartbeat after it. */
async function codesAfter(frame: string): Promise<unknown[]> {
  await using client = await TestClient.connect(gim.ws);
  client.send(frame);
  const { op, body } = await client.next();
  const { code, msg } = body as Envelope<unknown>;
  await client.ask(OP.heartbeat);
  return [op, code, msg];
}

Deno.test("an ignored field of any depth costs its request alone, and nobody else", async () => {
  await using bystander = await TestClient.connect(gim.ws);
  for (const levels of [20_000, 30_000]) {
    const body = `{"q":{"0":1},${ignored(levels)}}`;
    const forms = [body, JSON.stringify(body)];
    for (const each of forms) {
      const refused = await codesAfter(`{"op":105,"body":${each}}`);
      assertEquals(refused, [106, 400, TOO_DEEP]);
    }
    // Beside the body nobody looks at it.
    const fine = await codesAfter(`{"op":105,${ignored(levels)}}`);
    assertEquals(fine, [106, 0, "ok"]);
  }
  await bystander.ask(OP.heartbeat);
});

Deno.test("over HTTP a body is bounded alike", async () => {
  const ask = async (levels: number) => {
    const body = `{"id":"deep",${ignored(levels)}}`;
    const response = await fetch(`${gim.http}/login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    const { code, msg } = await response.json();
    return [response.status, code, msg];
  };
  assertEquals(await ask(31), [200, 0, "ok"]);
  assertEquals(await ask(32), [400, 400, TOO_DEEP]);
  assertEquals(await ask(20_000), [400, 400, TOO_DEEP]);
  await call(gim.http, "POST /login", { body: { id: "deep" } });
});

Deno.test("data that is nested too deep is refused by its name, in each request that takes it", async () => {
  const token = await tokenFor(gim.http, unique("ann"));
  const data = { a: JSON.parse(`${"[".repeat(31)}${"]".repeat(31)}`) };
  const requests = [
    ["POST /messages", { type: 2, target_id: "bob", content: "x" }],
    ["POST /signals", { type: 2, target_id: "bob", name: "x" }],
    ["PATCH /users/me", {}],
    ["PATCH /chatrooms/room", {}],
  ] as const;
  for (const [line, fields] of requests) {
    const asked = { token, body: { ...fields, data } };
    assertEquals(await refusal(400, gim.http, line, asked), DATA_TOO_DEEP);
  }
});

Deno.test("over protobuf the data of a message is bounded alike, and comes back as it went", async () => {
  const [ann, bob] = [unique("ann"), unique("bob")];
  await using client = await ProtoClient.login(gim.ws, ann);
  const ask = async (levels: number) => {
    const data = `{"a":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;
    const body = { type: 2, target_id: bob, content: "x", data };
    const { code, msg } = await client.request(OP.send, body);
    return [code, msg, data];
  };
  for (const levels of [32, 20_000]) {
    assertEquals((await ask(levels)).slice(0, 2), [400, DATA_TOO_DEEP]);
  }
  const [code, , data] = await ask(31);
  assertEquals(code, 0);
  const { items } = await client.ask(OP.history, { session_id: `2:${bob}` });
  assertEquals([items.length, items[0].data], [1, data]);
});
