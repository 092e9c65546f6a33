import { assert, assertEquals } from "@std/assert";
import type { Browser } from "playwright-core";
import type { EventPush } from "../../src/client/mod.ts";
import {
  browserTest,
  CHROMIUM_IS_HERE,
  withBrowser,
} from "../helpers/browser.ts";
import { ConsolePage } from "../helpers/console_page.ts";
import { withDirectory } from "../helpers/data_directory.ts";
import { Gim } from "../helpers/gim.ts";
import { HAS_REDIS, RedisServer } from "../helpers/redis_server.ts";
import { StoredApplication } from "../helpers/stored_application.ts";

const KEY = "k".repeat(32);
const READ_KEY = "r".repeat(32);
const KEYS = ["--api-key", KEY, "--api-key-read", READ_KEY];
const QUICK = ["--message-push-duration", "20ms"];

/** Does as an operator what an operator does, at one node, for all nodes. */
async function operate(
  browser: Browser,
  at: Gim,
  people: Gim,
): Promise<void> {
  await using ann = await StoredApplication.start(people.ws, "ann");
  await using mal = await StoredApplication.start(people.ws, "mal");
  const announced = Promise.withResolvers<EventPush>();
  ann.client.on("event", (event) => {
    if (event.event === "announcement") announced.resolve(event);
  });
  for (const each of [ann, mal]) await each.store.join({ id: "lobby" });
  await mal.say("lobby", "buy gold");
  const operator = await ConsolePage.start(browser, at.http, KEY);
  await operator.chatroom("lobby");
  await operator.sees("buy gold");
  await operator.button("Recall").click();
  await operator.sees("The message is recalled.");
  await operator.page.getByLabel("As the service").fill("Be nice");
  await operator.button("Announce").click();
  await ann.until(() => ann.lines.some((line) => line.includes("Be nice")));
  await operator.button("Remove mal").click();
  await operator.sees("mal is removed.");
  await mal.until(() => !mal.lines.some((line) => line.startsWith("1:lobby ")));
  await operator.user("mal");
  const { promise: gone, resolve } = Promise.withResolvers<void>();
  mal.client.on("state", ({ state }) => state === "idle" && resolve());
  await operator.button("Ban").click();
  await operator.sees("The user is banned.");
  await gone;
  await operator.tab("Overview");
  await operator.page.getByLabel("Announcement").fill("Back in five minutes");
  await operator.button("Broadcast").click();
  await announced.promise;
  assertEquals(operator.watched.problems(), []);
}

browserTest(
  "an operator steers a service on disk, and its users notice",
  (browser) =>
    withDirectory(async (dataDir) => {
      await using gim = await Gim.start({
        args: [...KEYS, ...QUICK],
        dataDir,
      });
      await operate(browser, gim, gim);
    }),
);

Deno.test({
  name: "an operator at one node steers what is at another one" +
    (HAS_REDIS ? "" : ": skipped, as redis-server is not installed"),
  ignore: !HAS_REDIS || !CHROMIUM_IS_HERE,
  async fn() {
    await using server = await RedisServer.start();
    const url = `redis://127.0.0.1:${server.port}`;
    const args = [...KEYS, ...QUICK, "--storage", "redis", "--redis-url", url];
    await using first = await Gim.start({ args });
    await using second = await Gim.start({ args });
    await withBrowser((browser) => operate(browser, first, second));
  },
});

browserTest(
  "a wrong key is refused in words, and no key is in an address or kept",
  async (browser) => {
    await using gim = await Gim.start({ args: KEYS });
    const operator = await ConsolePage.open(browser, gim.http);
    const asked: string[] = [];
    operator.page.on("request", (request) => asked.push(request.url()));
    await operator.enter("w".repeat(32));
    await operator.page.getByRole("alert").getByText("401").waitFor();
    operator.watched.problems();
    await operator.enter(KEY);
    await operator.sees("All is well.");
    for (const each of [...asked, operator.page.url()]) {
      assert(!each.includes(KEY));
    }
    const kept = "JSON.stringify([{ ...localStorage }, { ...sessionStorage }])";
    assertEquals(await operator.page.evaluate(kept), "[{},{}]");
    assertEquals(operator.watched.problems(), []);
    await operator.page.reload();
    await operator.page.getByLabel("API key").waitFor();
  },
);

browserTest("a key that only reads changes nothing", async (browser) => {
  await using gim = await Gim.start({ args: KEYS });
  await using ann = await StoredApplication.start(gim.ws, "ann");
  await ann.store.join({ id: "lobby" });
  const operator = await ConsolePage.start(browser, gim.http, READ_KEY);
  await operator.chatroom("lobby");
  await operator.button("Disband").click();
  await operator.button("Yes, disband").click();
  await operator.page.getByRole("alert").getByText("403").waitFor();
  await operator.sees("1, of whom 1 are online");
});

browserTest(
  "everybody can use it: by keyboard, on a phone, in light and dark",
  async (browser) => {
    await using gim = await Gim.start({
      args: [...KEYS, "--profiling-enabled"],
    });
    await using ann = await StoredApplication.start(gim.ws, "ann");
    await ann.store.join({ id: "lobby" });
    const phone = { viewport: { width: 390, height: 800 } };
    const operator = await ConsolePage.open(browser, gim.http, phone);
    const width = () =>
      operator.page.evaluate("document.documentElement.scrollWidth");
    await operator.watched.assertAccessible();
    await operator.page.keyboard.type(KEY);
    await operator.page.keyboard.press("Enter");
    await operator.sees("All is well.");
    await operator.page.getByRole("tab", { name: "Overview" }).focus();
    for (const tab of ["Users", "Chatrooms", "Hooks", "Profiles", "Overview"]) {
      await operator.page.keyboard.press("ArrowRight");
      await operator.page.getByRole("tabpanel", { name: tab }).waitFor();
      for (const colorScheme of ["light", "dark"] as const) {
        await operator.page.emulateMedia({ colorScheme });
        await operator.watched.assertAccessible();
      }
      assertEquals(await width(), 390, `${tab}: nothing is cut off`);
    }
    await operator.user("ann");
    await operator.sees("online now");
    await operator.button("lobby").waitFor();
    await operator.watched.assertAccessible();
    assertEquals(await width(), 390, "a user: nothing is cut off");
    await operator.chatroom("lobby");
    await operator.page.getByLabel("Role of ann").waitFor();
    await operator.watched.assertAccessible();
    assertEquals(await width(), 390, "a chatroom: nothing is cut off");
    assertEquals(operator.watched.problems(), []);
  },
);

browserTest("a profile is shown as a flame graph", async (browser) => {
  await using gim = await Gim.start({ args: [...KEYS, "--profiling-enabled"] });
  const operator = await ConsolePage.start(browser, gim.http, KEY);
  await operator.tab("Profiles");
  await operator.page.getByLabel("Seconds").fill("1");
  await operator.button("Take a profile").click();
  await operator.page.getByRole("img", { name: "Flame graph" }).waitFor();
  assertEquals(operator.watched.problems(), []);
});

browserTest("nothing that anybody writes is ever markup", async (browser) => {
  const hostile = "<img src=x onerror=\"document.title='stolen'\">";
  await using gim = await Gim.start({ args: [...KEYS, ...QUICK] });
  await using mal = await StoredApplication.start(gim.ws, "mal");
  await mal.store.join({ id: "den", name: hostile });
  await mal.say("den", hostile);
  const operator = await ConsolePage.start(browser, gim.http, KEY);
  await operator.chatroom("den");
  await operator.sees(hostile);
  assertEquals(await operator.page.title(), "GIM: console");
  assertEquals(await operator.page.locator("img[onerror]").count(), 0);
  assertEquals(operator.watched.problems(), []);
});

browserTest(
  "what the back end has not taken is shown, and sent again",
  async (browser) => {
    let answers = 503;
    const taken = Promise.withResolvers<void>();
    await using backEnd = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      () => {
        if (answers === 200) taken.resolve();
        return new Response(null, { status: answers });
      },
    );
    const { port } = backEnd.addr as Deno.NetAddr;
    await using gim = await Gim.start({
      args: [
        ...KEYS,
        ...["--webhook-url", `http://127.0.0.1:${port}/`],
        ...["--webhook-secret", `whsec_${btoa("s".repeat(32))}`],
        ...["--webhook-events", "chatroom.created"],
      ],
    });
    await using ann = await StoredApplication.start(gim.ws, "ann");
    await ann.store.join({ id: "lobby" });
    const operator = await ConsolePage.start(browser, gim.http, KEY);
    await operator.tab("Hooks");
    await operator.sees("chatroom.created");
    await operator.sees("503");
    // Before that a try by the service itself would leave nothing to click at.
    await operator.page.route("**/retry", async (route) => {
      answers = 200;
      await route.continue();
    });
    await operator.button("Send again").click();
    await taken.promise;
    await operator.sees("Nothing waits.");
  },
);
