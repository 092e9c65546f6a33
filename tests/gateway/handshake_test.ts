import { assertEquals } from "@std/assert";
import {
  checkHandshake,
  isForGateway,
  negotiate,
} from "../../src/gateway/handshake.ts";
import { refusal } from "../helpers/refusal.ts";

const HANDSHAKE = {
  upgrade: "websocket",
  connection: "Upgrade",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};

function request(
  changes: Readonly<Record<string, string | undefined>> = {},
  { path = "/ws", method = "GET" } = {},
): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries({ ...HANDSHAKE, ...changes })) {
    if (value !== undefined) headers.set(name, value);
  }
  return new Request(`http://gim.example${path}`, { method, headers });
}

function isGateways(each: Request): boolean {
  return isForGateway(each, new URL(each.url));
}

Deno.test("an upgrade at /ws and at / is the gateway's", () => {
  assertEquals(isGateways(request()), true);
  assertEquals(isGateways(request({}, { path: "/" })), true);
  assertEquals(isGateways(request({}, { path: "/?token=x" })), true);
  const listed = { upgrade: "h2c, WebSocket" };
  assertEquals(isGateways(request(listed)), true);
});

Deno.test("everything else is the API's, but /ws without an upgrade is a 426", async () => {
  const plain = { upgrade: undefined };
  for (const path of ["/", "/ws/", "/sessions", "/WS", "//ws"]) {
    assertEquals(isGateways(request(plain, { path })), false, path);
  }
  for (const path of ["/ws/", "/sessions"]) {
    assertEquals(isGateways(request({}, { path })), false, path);
  }
  for (const upgrade of [undefined, "h2c", "websockets", ""]) {
    const { code } = await refusal(() => isGateways(request({ upgrade })));
    assertEquals(code, 426);
  }
});

Deno.test("a proper handshake is accepted however it is written", () => {
  checkHandshake(request());
  checkHandshake(request({ connection: "keep-alive, upgrade" }));
});

Deno.test("a handshake that the runtime would let pass is refused by its fault", async () => {
  const codeOf = async (changes: Record<string, string | undefined>) =>
    (await refusal(() => checkHandshake(request(changes)))).code;
  assertEquals(await codeOf({ connection: undefined }), 400);
  assertEquals(await codeOf({ connection: "keep-alive" }), 400);
  assertEquals(await codeOf({ "sec-websocket-version": "8" }), 426);
  assertEquals(await codeOf({ "sec-websocket-version": undefined }), 426);
  for (const key of [undefined, "", "x", "dGhlIHNhbXBsZSBub25jZQ", "é=="]) {
    const ascii = key === "é==" ? "!".repeat(22) + "==" : key;
    assertEquals(await codeOf({ "sec-websocket-key": ascii }), 400);
  }
  for (const method of ["POST", "PUT", "DELETE", "HEAD"]) {
    const { code } = await refusal(() =>
      checkHandshake(request({}, { method }))
    );
    assertEquals(code, 405);
  }
});

Deno.test("the first offered subprotocol that is known is negotiated", () => {
  const named = (offered: string | undefined) =>
    negotiate(request({ "sec-websocket-protocol": offered }))?.name;
  assertEquals(named("gim.json"), "gim.json");
  assertEquals(named("mqtt,gim.json"), "gim.json");
  assertEquals(named("mqtt ,  gim.json , x"), "gim.json");
  assertEquals(named("mqtt"), undefined);
  assertEquals(named(undefined), undefined);
});
