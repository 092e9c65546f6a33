import { assertEquals } from "@std/assert";
import type { Browser, Page } from "playwright-core";
import { bundleClient } from "../../scripts/client.ts";
import { browserTest } from "../helpers/browser.ts";
import { within } from "../helpers/client.ts";
import { CutProxy } from "../helpers/cut_proxy.ts";
import { Gim } from "../helpers/gim.ts";

const PATIENCE = 20_000;

const PAGE = `<!doctype html><title>chat</title>
<script type="module">
  import { GimClient } from "./gim-client.mjs";
  import { protobufCodec } from "./gim-client-protobuf.mjs";
  const [id, url, encoding] = location.hash.slice(1).split("|");
  const client = new GimClient(url, {
    backOff: { base: 50, max: 200 },
    ...encoding === "proto" ? { codec: protobufCodec() } : {},
  });
  globalThis.client = client;
  globalThis.got = [];
  globalThis.states = [];
  client.on("message", ({ content }) => got.push(content));
  client.on("state", ({ state }) => states.push(state));
  await client.login({ id });
  await client.join({ id: "room" });
  document.title = "ready";
</script>`;

/** Serves a page and the client, and nothing else. */
async function servePages(): Promise<Deno.HttpServer<Deno.NetAddr>> {
  const scripts = new Map([
    ["/gim-client.mjs", await bundleClient()],
    ["/gim-client-protobuf.mjs", await bundleClient("protobuf")],
  ]);
  return Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    ({ url }) => {
      const script = scripts.get(new URL(url).pathname);
      const type = script === undefined ? "text/html" : "text/javascript";
      return new Response(script ?? PAGE, {
        headers: { "content-type": type },
      });
    },
  );
}

async function open(
  browser: Browser,
  address: string,
  { id, ws, encoding }: { id: string; ws: string; encoding: string },
): Promise<Page> {
  const page = await browser.newPage();
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  page.on("pageerror", failed.reject);
  await page.goto(`${address}/#${id}|${ws}|${encoding}`);
  const ready = page.waitForFunction('document.title === "ready"');
  await within(PATIENCE, Promise.race([ready, failed.promise]), "not ready");
  return page;
}

/** Sends without waiting for what comes of it. */
async function say(page: Page, contents: readonly string[]): Promise<void> {
  const to = { type: 1, target_id: "room" };
  const bodies = contents.map((content) => ({ ...to, content }));
  const list = JSON.stringify(bodies);
  await page.evaluate(`for (const body of ${list}) client.send(body); 0`);
}

async function messagesOf(page: Page, count: number): Promise<string[]> {
  const failure = async () => `got ${await page.evaluate("got.length")}`;
  const options = { timeout: PATIENCE };
  await page.waitForFunction(`got.length >= ${count}`, null, options)
    .catch(async () => {
      throw new Error(`${await failure()} of ${count} messages`);
    });
  return await page.evaluate("got");
}

function numbered(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${name} ${index}`);
}

browserTest(
  "two pages chat, and outlive a broken way and a restart of the service",
  twoPages,
);

async function twoPages(browser: Browser): Promise<void> {
  const args = [
    ...["--enable-message-sequence", "true"],
    ...["--message-push-duration", "20ms", "--message-push-count", "2"],
  ];
  await using gim = await Gim.start({ args });
  await using proxy = new CutProxy(gim.gateway);
  await using other = new CutProxy(gim.gateway);
  await using pages = await servePages();
  const address = `http://127.0.0.1:${pages.addr.port}`;
  const ann = await open(browser, address, {
    id: "ann",
    ws: proxy.ws,
    encoding: "json",
  });
  const bob = await open(browser, address, {
    id: "bob",
    ws: other.ws,
    encoding: "proto",
  });
  await say(ann, ["hello"]);
  assertEquals(await messagesOf(bob, 1), ["hello"]);
  await say(bob, numbered("before", 10));
  assertEquals(await messagesOf(ann, 11), [
    "hello",
    ...numbered("before", 10),
  ]);
  // First the way to the service goes away, then the service with all it has.
  await say(ann, numbered("cut", 5));
  await proxy.down();
  await ann.waitForFunction('states.at(-1) === "waiting"');
  await say(ann, numbered("down", 10));
  await say(bob, numbered("meanwhile", 30));
  proxy.up();
  const [seenByAnn, seenByBob] = await Promise.all([
    messagesOf(ann, 56),
    messagesOf(bob, 56),
  ]);
  assertEquals(seenByAnn, seenByBob);
  for (
    const [name, count] of [["before", 10], ["cut", 5], ["down", 10], [
      "meanwhile",
      30,
    ]] as const
  ) {
    const own = seenByAnn.filter((content) => content.startsWith(name));
    assertEquals(own, numbered(name, count));
  }
  await Promise.all([proxy.down(), other.down()]);
  await gim[Symbol.asyncDispose]();
  await using second = await Gim.start({ args });
  for (const each of [proxy, other]) each.up(second.gateway);
  for (const page of [ann, bob]) {
    await page.waitForFunction('client.state === "online"');
    await page.evaluate('client.join({ id: "room" })');
  }
  await say(bob, numbered("after", 10));
  for (const page of [ann, bob]) {
    const seen = await messagesOf(page, 66);
    assertEquals(seen, [...seenByAnn, ...numbered("after", 10)]);
  }
  await Promise.all(
    [ann, bob].map((page) => page.evaluate("client.close()")),
  );
}
