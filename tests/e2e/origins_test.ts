import { assertEquals, assertStringIncludes } from "@std/assert";
import { TestClient } from "../helpers/client.ts";
import { OP } from "../helpers/contract.ts";
import { Gim, serviceOfThisFile } from "../helpers/gim.ts";
import { RawSocket } from "../helpers/raw_socket.ts";

const ALLOWED = "https://chat.example";
const OTHER = "https://evil.example";
const gim = serviceOfThisFile("--allow-origin", ALLOWED);

/** What a browser asks before it sends a request of another origin. */
async function preflight(base: string, origin: string): Promise<Headers> {
  const response = await fetch(`${base}/messages`, {
    method: "OPTIONS",
    headers: {
      "origin": origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,content-type",
    },
  });
  await response.body?.cancel();
  return response.headers;
}

/** The origin that a response may be read by. */
async function readableBy(base: string, origin: string) {
  const response = await fetch(`${base}/version`, { headers: { origin } });
  await response.body?.cancel();
  return response.headers.get("access-control-allow-origin");
}

async function upgradeStatus(address: string, origin: string | undefined) {
  using socket = await RawSocket.upgrade(address, {
    headers: { Origin: origin },
  });
  return socket.status;
}

Deno.test("by default no other origin may read a response", async () => {
  await using closed = await Gim.start();
  assertEquals(await readableBy(closed.http, ALLOWED), null);
  const headers = await preflight(closed.http, ALLOWED);
  assertEquals(headers.get("access-control-allow-origin"), null);
});

Deno.test("--allow-origin lets the pages of one origin in, and no others", async () => {
  assertEquals(await readableBy(gim.http, ALLOWED), ALLOWED);
  assertEquals(await readableBy(gim.http, OTHER), null);
});

Deno.test("a preflight of an allowed origin is told what it may send", async () => {
  const headers = await preflight(gim.http, ALLOWED);
  assertEquals(headers.get("access-control-allow-origin"), ALLOWED);
  const methods = headers.get("access-control-allow-methods") ?? "";
  for (const method of ["POST", "PUT", "DELETE"]) {
    assertStringIncludes(methods, method);
  }
  const allowed = headers.get("access-control-allow-headers") ?? "";
  for (const name of ["authorization", "content-type"]) {
    assertStringIncludes(allowed.toLowerCase(), name);
  }
  const refused = await preflight(gim.http, OTHER);
  assertEquals(refused.get("access-control-allow-origin"), null);
});

Deno.test("an error too can be read by an allowed origin", async () => {
  const response = await fetch(`${gim.http}/sessions`, {
    headers: { origin: ALLOWED },
  });
  await response.body?.cancel();
  const allowed = response.headers.get("access-control-allow-origin");
  assertEquals([response.status, allowed], [401, ALLOWED]);
});

Deno.test("a socket of another origin is refused 403", async () => {
  assertEquals(await upgradeStatus(gim.gateway, OTHER), 403);
  assertEquals(await upgradeStatus(gim.gateway, "null"), 403);
  assertEquals(await upgradeStatus(gim.gateway, ALLOWED), 101);
});

Deno.test("a client that is no browser has no origin and is let in", async () => {
  await using client = await TestClient.connect(gim.ws);
  await client.ask(OP.heartbeat);
});

Deno.test("several origins can be allowed, or all", async () => {
  await using two = await Gim.start({
    args: ["--allow-origin", `${ALLOWED},${OTHER}`],
  });
  for (const origin of [ALLOWED, OTHER]) {
    assertEquals(await readableBy(two.http, origin), origin);
    assertEquals(await upgradeStatus(two.gateway, origin), 101);
  }
  await using all = await Gim.start({ args: ["--allow-origin", "*"] });
  const told = await readableBy(all.http, OTHER);
  assertEquals([OTHER, "*"].includes(told ?? ""), true);
  assertEquals(await upgradeStatus(all.gateway, OTHER), 101);
});
