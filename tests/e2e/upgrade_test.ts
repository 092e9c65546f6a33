import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { TestClient } from "../helpers/client.ts";
import { OP } from "../helpers/contract.ts";
import { Gim, serviceOfThisFile } from "../helpers/gim.ts";
import { refusal } from "../helpers/http.ts";
import { RawSocket } from "../helpers/raw_socket.ts";

const gim = serviceOfThisFile();

/** The encoding's body type that a connection offering this list speaks. */
async function bodyTypeFor(offer: string | undefined) {
  using socket = await RawSocket.upgrade(gim.gateway, {
    headers: { "Sec-WebSocket-Protocol": offer },
  });
  assertEquals(socket.status, 101);
  await socket.send('{"op":105}');
  const { body } = await socket.nextJson();
  return [socket.header("sec-websocket-protocol"), typeof body];
}

Deno.test("a plain GET of /ws is answered 426 with a clear text", async () => {
  for (const base of [`http://${gim.gateway}`, gim.http]) {
    const msg = await refusal(426, base, "GET /ws");
    assertMatch(msg, /websocket/i);
  }
});

Deno.test("a WebSocket opens at / and at /ws of both addresses", async () => {
  for (const base of [gim.ws, gim.http.replace("http", "ws")]) {
    for (const path of ["", "/", "/ws", "/ws?from=here"]) {
      await using client = await TestClient.connect(base, { path });
      await client.ask(OP.heartbeat);
    }
  }
});

Deno.test("a WebSocket at another path is not opened", async () => {
  for (const target of ["GET /other", "GET /ws/more", "GET /healthz"]) {
    using socket = await RawSocket.upgrade(gim.gateway, { target });
    assertNotEquals(socket.status, 101, target);
  }
});

Deno.test("without a subprotocol bodies are strings in both directions", async () => {
  assertEquals(await bodyTypeFor(undefined), [undefined, "string"]);
});

Deno.test("gim.json makes bodies objects in both directions", async () => {
  await using client = await TestClient.connect(gim.ws, {
    protocols: ["gim.json"],
  });
  assertEquals(client.protocol, "gim.json");
  client.send('{"op":101,"seq":7,"body":{"id":"jay"}}');
  const { op, seq, rawBody } = await client.next();
  assertEquals([op, seq, typeof rawBody], [102, 7, "object"]);
});

Deno.test("an unknown subprotocol is accepted without one", async () => {
  assertEquals(await bodyTypeFor("chat.v1"), [undefined, "string"]);
  assertEquals(await bodyTypeFor("chat.v1, soap"), [undefined, "string"]);
});

Deno.test("the first known subprotocol of a list wins", async () => {
  for (const offer of ["chat.v1, gim.json", "gim.json, chat.v1"]) {
    assertEquals(await bodyTypeFor(offer), ["gim.json", "object"]);
  }
});

Deno.test("a list of subprotocols needs no spaces", async () => {
  assertEquals(await bodyTypeFor("a,gim.json,b"), ["gim.json", "object"]);
});

Deno.test("an object body is accepted where strings are spoken", async () => {
  await using client = await TestClient.connect(gim.ws);
  client.send('{"op":101,"body":{"id":"objects"}}');
  const { op, rawBody, body } = await client.next();
  assertEquals([op, typeof rawBody], [102, "string"]);
  assertEquals((body as { code: number }).code, 0);
});

Deno.test("a string body is accepted where objects are spoken", async () => {
  await using client = await TestClient.connect(gim.ws, {
    protocols: ["gim.json"],
  });
  client.send('{"op":101,"body":"{\\"id\\":\\"strings\\"}"}');
  const { op, rawBody, body } = await client.next();
  assertEquals([op, typeof rawBody], [102, "object"]);
  assertEquals((body as { code: number }).code, 0);
});

Deno.test("the upgrade's answer carries the request's trace id", async () => {
  await using client = await TestClient.connect(gim.ws, {
    headers: { trace: "my-trace-1" },
  });
  assertEquals(client.upgradeHeaders.get("trace"), "my-trace-1");
});

Deno.test("the upgrade's answer carries a new trace id when there was none", async () => {
  await using one = await TestClient.connect(gim.ws);
  await using two = await TestClient.connect(gim.ws);
  const ids = [one, two].map((each) => each.upgradeHeaders.get("trace") ?? "");
  assertMatch(ids[0]!, /\S/);
  assertNotEquals(ids[0], ids[1]);
});

Deno.test("a handshake that is none is refused", async () => {
  const broken: [status: number, Record<string, string | undefined>][] = [
    [426, { "Sec-WebSocket-Version": "8" }],
    [400, { "Sec-WebSocket-Key": undefined }],
    [400, { "Sec-WebSocket-Key": "short" }],
  ];
  for (const [status, headers] of broken) {
    using socket = await RawSocket.upgrade(gim.gateway, { headers });
    assertEquals(socket.status, status, JSON.stringify(headers));
  }
  using post = await RawSocket.upgrade(gim.gateway, { target: "POST /ws" });
  assertNotEquals(post.status, 101);
});

Deno.test("a handshake of an unknown version is told the right one", async () => {
  using socket = await RawSocket.upgrade(gim.gateway, {
    headers: { "Sec-WebSocket-Version": "8" },
  });
  // RFC 6455 section 4.4
  assertEquals(socket.header("sec-websocket-version"), "13");
});

Deno.test("a connection over --max-connections is refused with 503", async () => {
  await using small = await Gim.start({ args: ["--max-connections", "2"] });
  await using first = await TestClient.connect(small.ws);
  await using second = await TestClient.connect(small.ws);
  await second.ask(OP.heartbeat);
  using refused = await RawSocket.upgrade(small.gateway);
  assertEquals(refused.status, 503);
  await first.close();
  // The service learns of the end a moment after the client does.
  for (let status = 503; status !== 101;) {
    using again = await RawSocket.upgrade(small.gateway);
    status = again.status;
  }
});
