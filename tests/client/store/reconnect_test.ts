import { assertEquals, assertMatch } from "@std/assert";
import { CutProxy } from "../../helpers/cut_proxy.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";
import { Gim } from "../../helpers/gim.ts";
import { flush, until } from "../../helpers/promises.ts";
import { StoredApplication, wordOf } from "../../helpers/stored_application.ts";

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `m${index}`);
}

/** Cuts the client off, and waits until it has noticed. */
async function cutOff(
  { client }: StoredApplication,
  proxy: CutProxy,
): Promise<void> {
  await proxy.down();
  await until(() => client.state === "waiting");
}

/** Lets nothing but the pauses between attempts to connect pass. */
async function comesBack(
  { client }: StoredApplication,
  clock: FakeClock,
): Promise<void> {
  await until(() => {
    if (client.state === "waiting") clock.advance(200);
    return client.state === "online";
  });
}

Deno.test("what came while the client was away is a gap with sequence off", async () => {
  await using gim = await Gim.start();
  await using proxy = new CutProxy(gim.gateway);
  await using ann = await StoredApplication.start(proxy.ws, "ann");
  await using ben = await StoredApplication.start(gim.ws, "ben");
  const log = ann.store.open("2:ben");
  await ann.until(() => !log.isLoading, log);
  await ben.tell("ann", "before");
  await ann.shows(log, "before");
  await proxy.down();
  const texts = numbered(60);
  for (const text of texts) await ben.tell("ann", text);
  proxy.up();
  await ann.shows(log, "before", "[away 0]", ...texts.slice(10));
  // The service counts nothing, so that it is one more at least.
  await ann.list("2:ben ben m59 2");
  const gap = log.entries[1];
  if (gap?.kind === "gap") await log.fill(gap);
  await ann.shows(log, "before", ...texts);
});

Deno.test("with sequence on all of it comes, and is counted", async () => {
  const args = ["--enable-message-sequence", "true"];
  await using gim = await Gim.start({ args });
  await using proxy = new CutProxy(gim.gateway);
  await using ann = await StoredApplication.start(proxy.ws, "ann");
  await using ben = await StoredApplication.start(gim.ws, "ben");
  const log = ann.store.open("2:ben");
  await ann.until(() => !log.isLoading, log);
  await ben.tell("ann", "before");
  await ann.shows(log, "before");
  await proxy.down();
  const texts = numbered(60);
  for (const text of texts) await ben.tell("ann", text);
  proxy.up();
  await ann.shows(log, "before", ...texts);
  await ann.list("2:ben ben m59 61");
});

for (const isNumbered of [false, true]) {
  const mode = isNumbered ? "on" : "off";
  Deno.test(`a service that has forgotten all is believed, with sequence ${mode}`, async () => {
    const args = ["--enable-message-sequence", String(isNumbered)];
    const first = await Gim.start({ args });
    await using proxy = new CutProxy(first.gateway);
    await using ann = await StoredApplication.start(proxy.ws, "ann");
    await ann.store.join({ id: "lobby" });
    await ann.tell("ben", "before");
    const log = ann.store.open("2:ben");
    await ann.shows(log, "before");
    await proxy.down();
    await first[Symbol.asyncDispose]();
    await using second = await Gim.start({ args });
    proxy.up(second.gateway);
    await ann.list();
    await using ben = await StoredApplication.start(second.ws, "ben");
    await ben.tell("ann", "after");
    await ann.list("2:ben ben after 1");
    await ann.until(() => log.entries.map(wordOf).includes("after"), log);
  });
}

Deno.test("what could not be sent can be sent again, and is stored once", async () => {
  await using gim = await Gim.start();
  await using proxy = new CutProxy(gim.gateway);
  const clock = new FakeClock();
  const options = { requestTimeout: 300, environment: { clock } };
  await using ann = await StoredApplication.start(proxy.ws, "ann", options);
  await using ben = await StoredApplication.start(gim.ws, "ben");
  const log = ann.store.open("2:ben");
  await ann.until(() => !log.isLoading, log);
  await cutOff(ann, proxy);
  const sent = log.send({ content: "hello" });
  await flush();
  clock.advance(300);
  await sent;
  const [failed] = log.entries;
  assertEquals(log.entries.map(wordOf), ["hello (failed)"]);
  assertMatch(String(failed?.kind === "message" && failed.error), /Timeout/);
  proxy.up();
  await comesBack(ann, clock);
  await log.retry(failed?.key ?? "");
  await ann.shows(log, "hello");
  await ben.list("2:ann ann hello 1");
  const { items } = await ben.client.history({ session_id: "2:ann" });
  assertEquals(items.length, 1);
});

Deno.test("what could not be loaded is loaded after all", async () => {
  await using gim = await Gim.start();
  await using proxy = new CutProxy(gim.gateway);
  const clock = new FakeClock();
  const options = { requestTimeout: 300, environment: { clock } };
  await using ann = await StoredApplication.start(proxy.ws, "ann", options);
  await ann.tell("ben", "hello");
  await cutOff(ann, proxy);
  const log = ann.store.open("2:ben");
  await flush();
  clock.advance(300);
  await ann.until(() => log.failure !== undefined, log);
  assertMatch(`${log.failure}`, /Timeout/);
  proxy.up();
  await comesBack(ann, clock);
  await ann.shows(log, "hello");
  assertEquals(log.failure, undefined);
});

Deno.test("what came between a logout and the next login is a gap, with sequence on too", async () => {
  const args = ["--enable-message-sequence", "true"];
  await using gim = await Gim.start({ args });
  await using ann = await StoredApplication.start(gim.ws, "ann");
  await using ben = await StoredApplication.start(gim.ws, "ben");
  const log = ann.store.open("2:ben");
  await ann.until(() => !log.isLoading, log);
  await ben.tell("ann", "before");
  await ann.shows(log, "before");
  await ann.client.logout();
  const texts = numbered(60);
  for (const text of texts) await ben.tell("ann", text);
  await ann.client.login({ id: "ann" });
  await ann.shows(log, "before", "[away 0]", ...texts.slice(10));
  await ann.list("2:ben ben m59 61");
});
