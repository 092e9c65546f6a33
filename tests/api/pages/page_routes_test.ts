import { assert, assertEquals, assertMatch } from "@std/assert";
import { BUILT_PAGES } from "../../../src/api/pages/built_pages.js";
import type { Page } from "../../../src/api/pages/page.ts";
import { createPageRoutes } from "../../../src/api/pages/page_routes.ts";

const PAGE: Page = {
  path: "/here",
  type: "text/html; charset=utf-8",
  hash: "abc",
  text: "<p>é</p>".repeat(100),
};

async function ask(
  headers: HeadersInit = {},
  url = "http://gim.example:8081/here",
): Promise<Response> {
  const [route] = createPageRoutes([PAGE]);
  const asked = { fields: {}, caller: undefined, url: new URL(url) };
  const signal = new AbortController().signal;
  const answer = route?.run({
    ...asked,
    headers: new Headers(headers),
    signal,
  });
  return await answer as Response;
}

async function unpack(response: Response): Promise<string> {
  const stream = response.body?.pipeThrough(new DecompressionStream("gzip"));
  return await new Response(stream).text();
}

Deno.test("a page comes with gzip to who takes that, else as it is", async () => {
  const packing = ["gzip", "deflate, gzip;q=0.5", "br, GZIP", "gzip; q=1"];
  for (const codings of packing) {
    const response = await ask({ "accept-encoding": codings });
    assertEquals(response.headers.get("content-encoding"), "gzip", codings);
    assertEquals(await unpack(response), PAGE.text);
  }
  for (const codings of ["", "br", "gzip;q=0", "gzip; q=0.00, br", "xgzip"]) {
    const response = await ask({ "accept-encoding": codings });
    assertEquals(response.headers.get("content-encoding"), null, codings);
    assertEquals(await response.text(), PAGE.text);
  }
});

Deno.test("a page is told once, and again when it has changed", async () => {
  const tag = (await ask()).headers.get("etag") ?? "";
  assertEquals(tag, 'W/"abc"');
  for (const known of [tag, '"abc"', `"other", ${tag}`, "*"]) {
    const response = await ask({ "if-none-match": known });
    assertEquals([response.status, response.body], [304, null], known);
    assertEquals(response.headers.get("etag"), tag);
  }
  for (const known of ["", 'W/"ab"', '"other"', "abc"]) {
    assertEquals((await ask({ "if-none-match": known })).status, 200, known);
  }
});

Deno.test("a page may load nothing but the service's own", async () => {
  const { headers } = await ask();
  const policy = headers.get("content-security-policy") ?? "";
  const rules = new Map(
    policy.split("; ").map((each) => each.split(" "))
      .map(([name, ...sources]) => [name, sources]),
  );
  assertEquals(rules.get("default-src"), ["'none'"]);
  assertEquals(rules.get("connect-src"), [
    "'self'",
    "ws://gim.example:8081",
    "wss://gim.example:8081",
  ]);
  rules.delete("connect-src");
  const sources = new Set([...rules.values()].flat());
  assertEquals(sources, new Set(["'none'", "'self'"]));
  assertEquals(headers.get("x-content-type-options"), "nosniff");
});

Deno.test("no page has a script or a style in itself, or loads from elsewhere", () => {
  const html = BUILT_PAGES.filter(({ type }) => type.startsWith("text/html"));
  assert(html.length > 1);
  for (const { text, path } of html) {
    assertEquals(text.match(/<style|style=|\son\w+=|javascript:/g), null, path);
    const scripts = text.match(/<script[^>]*>[^<]*/g) ?? [];
    for (const script of scripts) {
      assertMatch(script, /^<script type="module" src="pages\/\w+\.js">$/);
    }
    assertEquals(text.match(/(?:src|href)="(?:https?:)?\/\//g), null, path);
  }
});

Deno.test("whatever the pages load there is", () => {
  const paths = new Set(BUILT_PAGES.map(({ path }) => path));
  assertEquals(paths.size, BUILT_PAGES.length);
  for (const { type, text } of BUILT_PAGES) {
    if (!type.startsWith("text/html")) continue;
    for (const [, path] of text.matchAll(/(?:src|href)="(pages\/[^"]+)"/g)) {
      assert(paths.has(`/${path}`), path);
    }
  }
});
