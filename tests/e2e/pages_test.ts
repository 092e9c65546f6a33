import { assert, assertEquals, assertLess } from "@std/assert";
import { gzipSize } from "../../scripts/client.ts";
import { BUILT_PAGES } from "../../src/api/pages/built_pages.js";
import { Gim } from "../helpers/gim.ts";

/** Bytes of a first view, with gzip. */
const FIRST_VIEW = 150 * 1024;

async function statusOf(url: string, init?: RequestInit): Promise<number> {
  const response = await fetch(url, init);
  await response.body?.cancel();
  return response.status;
}

/** Asks for a socket as a page of an origin does; returns the status. */
async function socketFrom(origin: string, address: string): Promise<number> {
  using connection = await Deno.connect({
    hostname: address.split(":")[0] ?? "",
    port: Number(address.split(":")[1]),
  });
  const request = [
    ...["GET /ws HTTP/1.1", `host: ${address}`, `origin: ${origin}`],
    ...["connection: upgrade", "upgrade: websocket"],
    ...["sec-websocket-version: 13", `sec-websocket-key: ${"A".repeat(22)}==`],
  ].join("\r\n") + "\r\n\r\n";
  await connection.write(new TextEncoder().encode(request));
  const bytes = new Uint8Array(1024);
  const length = await connection.read(bytes) ?? 0;
  const text = new TextDecoder().decode(bytes.subarray(0, length));
  return Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]);
}

Deno.test("the pages are at the API's address, and nowhere else", async () => {
  await using gim = await Gim.start();
  for (const { path, type, text } of BUILT_PAGES) {
    const response = await fetch(gim.http + path);
    assertEquals(response.status, 200, path);
    assertEquals(response.headers.get("content-type"), type);
    assertEquals(await response.text(), text);
    const elsewhere = `http://${gim.gateway}${path}`;
    assertEquals(await statusOf(elsewhere), 404, elsewhere);
    assertEquals(await statusOf(gim.http + path, { method: "HEAD" }), 200);
    assertEquals(await statusOf(gim.http + path, { method: "POST" }), 405);
  }
  assertEquals(await statusOf(`${gim.http}/pages/none.js`), 404);
});

Deno.test("one address for all has the pages too", async () => {
  const address = ["--ws", "127.0.0.1:0", "--http", "127.0.0.1:0"];
  await using gim = await Gim.start({ args: address });
  const response = await fetch(`${gim.http}/`);
  assertEquals(response.headers.get("content-encoding"), "gzip");
  assert((await response.text()).includes("<h1>GIM</h1>"));
});

Deno.test("--pages=false serves none", async () => {
  await using gim = await Gim.start({ args: ["--pages=false"] });
  for (const { path } of BUILT_PAGES) {
    assertEquals(await statusOf(gim.http + path), 404, path);
  }
});

Deno.test("a page of the service may open a socket whoever else is named", async () => {
  const named = ["--allow-origin", "https://chat.example"];
  const address = ["--http", "127.0.0.1:0"];
  await using gim = await Gim.start({ args: [...named, ...address] });
  assertEquals(await socketFrom(gim.http, gim.api), 101);
  assertEquals(await socketFrom("https://chat.example", gim.api), 101);
  assertEquals(await socketFrom("http://evil.example", gim.api), 403);
  await using bare = await Gim.start({
    args: [...named, ...address, "--pages=false"],
  });
  assertEquals(await socketFrom(bare.http, bare.api), 403);
});

Deno.test("a first view is less than 150 KiB", async () => {
  const size = new Map<string, number>();
  for (const { path, text } of BUILT_PAGES) {
    size.set(path, await gzipSize(text));
  }
  for (const { path, type, text } of BUILT_PAGES) {
    if (!type.startsWith("text/html")) continue;
    const loaded = [...text.matchAll(/(?:src|href)="(pages\/[^"]+)"/g)]
      .map(([, each]) => size.get(`/${each}`) ?? 0);
    const sum = loaded.reduce((all, each) => all + each, size.get(path) ?? 0);
    assertLess(sum, FIRST_VIEW, path);
  }
});
