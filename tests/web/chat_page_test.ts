import { assert, assertEquals } from "@std/assert";
import { browserTest } from "../helpers/browser.ts";
import { ChatPage } from "../helpers/chat_page.ts";
import { CutProxy } from "../helpers/cut_proxy.ts";
import { Gim } from "../helpers/gim.ts";
import { StoredApplication } from "../helpers/stored_application.ts";
import { Timeless } from "../helpers/timeless.ts";

const NUMBERED = ["--enable-message-sequence", "true"];
const QUICK = ["--message-push-duration", "20ms"];

browserTest("two people chat, privately and in a chatroom", async (browser) => {
  await using gim = await Gim.start({ args: QUICK });
  const ann = await ChatPage.start(browser, gim.http, "ann");
  const ben = await ChatPage.start(browser, gim.http, "ben");
  await ann.writeTo("ben");
  await ann.send("hello ben");
  await ann.sees("hello ben");
  await ben.openConversation("ann");
  await ben.sees("hello ben");
  await ben.send("hello ann");
  await ann.sees("hello ann");
  assertEquals(await ann.contents.allInnerTexts(), ["hello ben", "hello ann"]);

  for (const each of [ann, ben]) await each.join("lobby");
  await ben.send("anybody here?");
  await ann.sees("anybody here?");
  await ann.button("Members").click();
  const members = ann.page.getByRole("complementary", { name: "Members" });
  await members.getByText("2 members").waitFor();
  await members.getByText("ann (you)").waitFor();
  await members.getByRole("link", { name: "ben" }).click();
  await ann.isIn("ben");
  await ann.sees("hello ben");
  await ben.send("still here?");
  await ann.conversations.getByText("1 unread").waitFor();
  await ann.openConversation("lobby");
  await ann.sees("still here?");
  await ann.conversations.getByText("unread").waitFor({ state: "detached" });
  await ann.button("Leave").click();
  await ann.conversations.getByText("lobby").waitFor({ state: "detached" });
  for (const each of [ann, ben]) assertEquals(each.watched.problems(), []);
});

browserTest(
  "one scrolls back through 500 messages, and what one reads stays in its place",
  async (browser) => {
    await using gim = await Gim.start();
    await using ben = await StoredApplication.start(gim.ws, "ben");
    for (let number = 0; number < 500; number++) {
      await ben.tell("ann", `m${number}`);
    }
    const ann = await ChatPage.start(browser, gim.http, "ann");
    await ann.openConversation("ben");
    await ann.sees("m499");
    assert(await ann.contents.count() < 200, "the newest come first");
    // Each time one is at the top: what was there has to be there afterwards.
    while (await ann.contents.first().innerText() !== "m0") {
      const jump = await ann.page.evaluate(JUMP_AT_TOP);
      assert(Math.abs(jump as number) < 2, `it jumps by ${jump} pixels`);
    }
    assertEquals(await ann.contents.count(), 500);
    await ann.messages.getByText("This is where it begins").waitFor();
    // What comes meanwhile does not tear one away either.
    await ben.tell("ann", "new");
    await ann.button("1 new").click();
    await ann.contents.getByText("new", { exact: true }).waitFor();
    assertEquals(ann.watched.problems(), []);
  },
);

/**
 * Scrolls up until older messages have come; returns by how many pixels what was
 * at the top has moved on the screen.
 */
const JUMP_AT_TOP = `(async (list) => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const oldest = list.querySelector(".content").textContent;
  list.scrollTop = 100;
  const [seen] = [...list.querySelectorAll(".message")]
    .filter((each) => each.getBoundingClientRect().bottom > 120);
  const before = seen.getBoundingClientRect().top;
  while (list.querySelector(".content").textContent === oldest) await frame();
  await frame();
  return seen.getBoundingClientRect().top - before;
})(document.querySelector("[role=log]"))`;

browserTest(
  "what a chatroom's push left out is a gap that a click fills",
  async (browser) => {
    await using gim = await Timeless.start("--message-push-count=3");
    await using ben = await StoredApplication.start(gim.ws, "ben");
    const ann = await ChatPage.start(browser, gim.http, "ann");
    await ann.join("lobby");
    await ben.store.join({ id: "lobby" });
    const texts = Array.from({ length: 20 }, (_, index) => `m${index}`);
    // All within one interval, however slow the machine is.
    await Promise.all(texts.map((text) => ben.say("lobby", text)));
    gim.clock.letGo();
    await ann.sees("m19");
    await ann.button("16 messages left out").click();
    await ann.sees("m9");
    await ann.button("left out").waitFor({ state: "detached" });
    assertEquals(await ann.contents.allInnerTexts(), texts);
    assertEquals(ann.watched.problems(), []);
  },
);

browserTest(
  "with sequence on one sees what is read, and takes back what one said",
  async (browser) => {
    await using gim = await Gim.start({ args: NUMBERED });
    const ann = await ChatPage.start(browser, gim.http, "ann");
    const second = await ChatPage.start(browser, gim.http, "ann");
    const ben = await ChatPage.start(browser, gim.http, "ben");
    await ann.writeTo("ben");
    await ann.send("oops");
    await ben.conversations.getByText("1 unread").waitFor();
    await second.openConversation("ben");
    await second.sees("oops");
    await ben.openConversation("ann");
    for (const each of [ann, second]) {
      await each.messages.getByText("Read", { exact: true }).waitFor();
    }
    await ann.messages.getByText("oops").hover();
    await ann.button("Take back").click();
    for (const each of [ann, second, ben]) {
      await each.messages.getByText("Message taken back").waitFor();
      assertEquals(await each.contents.count(), 0);
      assertEquals(each.watched.problems(), []);
    }
  },
);

browserTest(
  "the page says that the connection is lost, and goes on when it is back",
  async (browser) => {
    const first = await Gim.start();
    await using proxy = new CutProxy(first.api);
    const ann = await ChatPage.start(
      browser,
      `http://127.0.0.1:${proxy.port}`,
      "ann",
    );
    await ann.join("lobby");
    await ann.send("before");
    await ann.sees("before");
    await proxy.down();
    const banner = ann.page.getByRole("status").filter({
      hasText: "Connection lost",
    });
    await banner.waitFor();
    await ann.send("meanwhile");
    // A service that has kept nothing: the chatroom is made again.
    await first[Symbol.asyncDispose]();
    await using second = await Gim.start();
    proxy.up(second.api);
    await banner.waitFor({ state: "detached" });
    await using ben = await StoredApplication.start(second.ws, "ben");
    const events = ben.client.events();
    await ben.store.join({ id: "lobby" });
    // The page may join only now, and sees what is said from then on.
    const { total } = await ben.client.members({ id: "lobby" });
    if (total < 2) await events.next();
    await ben.say("lobby", "after");
    await ann.sees("after");
    ann.watched.problems();
    await ann.page.reload();
    await ann.sees("after");
    await ann.button("Log out").click();
    await ann.page.reload();
    await ann.button("Log in").waitFor();
    assertEquals(ann.watched.problems(), []);
  },
);

browserTest(
  "a token logs in, and is in no address; a wrong one is refused in words",
  async (browser) => {
    const secret = "s3cret-".repeat(6);
    await using gim = await Gim.start({ args: ["--auth-secret", secret] });
    const { out: token } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--allow-all",
        "--lock=service.lock",
        "main.ts",
        "token",
        "ann",
        "--auth-secret",
        secret,
      ],
    }).output().then(({ stdout }) => ({
      out: new TextDecoder().decode(stdout).trim(),
    }));
    const ann = await ChatPage.open(browser, gim.http);
    const asked: string[] = [];
    ann.page.on("request", (request) => asked.push(request.url()));
    ann.page.on("websocket", (socket) => asked.push(socket.url()));
    await ann.page.getByLabel("Your id").fill("ann");
    await ann.button("Log in").click();
    await ann.page.getByRole("alert").getByText("token").waitFor();
    await ann.logIn("ann", token);
    await ann.writeTo("ben");
    await ann.page.reload();
    await ann.messages.waitFor();
    assert(asked.length > 1);
    for (const each of [...asked, ann.page.url()]) {
      assert(!each.includes(token));
    }
  },
);

browserTest("nothing that anybody writes is ever markup", async (browser) => {
  const hostile = [
    "<img src=x onerror=\"document.title='stolen'\">",
    "<script>document.title='stolen'</script>",
    "javascript:document.title='stolen'",
    "</textarea></div><b id=injected>bold</b>",
    "\u202Ereversed\u202E and \u0000",
  ];
  await using gim = await Gim.start({ args: QUICK });
  await using mallory = await StoredApplication.start(gim.ws, "mallory");
  const ann = await ChatPage.start(browser, gim.http, "ann");
  const name = hostile[0] ?? "";
  await mallory.client.logout();
  await mallory.client.login({ id: "mallory", name });
  await mallory.store.join({ id: "den", name });
  await ann.join("den");
  for (const content of hostile) {
    await mallory.say("den", content);
    await mallory.tell("ann", content);
  }
  await mallory.store.send({
    type: 1,
    target_id: "den",
    content: "last",
    category: "picture",
  });
  await ann.messages.getByText("last").waitFor();
  assertEquals(
    (await ann.contents.allInnerTexts()).slice(0, 4),
    hostile.slice(0, 4),
  );
  await ann.button("Members").click();
  await ann.page.getByRole("complementary").getByText(name).waitFor();
  await ann.page.goto(`${gim.http}/chat#2:mallory`);
  await ann.sees(hostile[3] ?? "");
  assertEquals(await ann.page.title(), "GIM: chat");
  assertEquals(await ann.page.locator("#injected, img[onerror], b").count(), 0);
  assertEquals(ann.watched.problems(), []);
});

browserTest(
  "everybody can use it: by keyboard, on a phone, in light and dark",
  async (browser) => {
    await using gim = await Gim.start({ args: [...QUICK, ...NUMBERED] });
    await using ben = await StoredApplication.start(gim.ws, "ben");
    await ben.store.join({ id: "lobby" });
    await ben.tell("ann", "hello");
    const ann = await ChatPage.open(browser, gim.http);
    await ann.watched.assertAccessible();
    await ann.page.keyboard.type("ann");
    await ann.page.keyboard.press("Enter");
    await ann.page.getByLabel("Chatroom").focus();
    await ann.page.keyboard.type("lobby");
    await ann.page.keyboard.press("Enter");
    await ann.messages.waitFor();
    await ann.page.keyboard.type("by keyboard");
    await ann.page.keyboard.press("Enter");
    await ann.sees("by keyboard");
    await ben.say("lobby", "seen");
    await ann.sees("seen");
    await ann.button("Members").click();
    for (const colorScheme of ["light", "dark"] as const) {
      await ann.page.emulateMedia({ colorScheme });
      await ann.watched.assertAccessible();
    }
    const phone = {
      viewport: { width: 390, height: 800 },
      hasTouch: true,
      isMobile: true,
    };
    const small = await ChatPage.start(browser, gim.http, "ann", phone);
    await small.openConversation("ben");
    await small.sees("hello");
    assertEquals(await small.conversations.isVisible(), false);
    await small.watched.assertAccessible();
    const width = await small.page.evaluate(
      "document.documentElement.scrollWidth",
    );
    assertEquals(width, 390, "nothing is cut off");
    await small.page.getByRole("link", { name: "Back" }).click();
    await small.conversations.getByText("lobby").waitFor();
    await small.watched.assertAccessible();
    assertEquals(small.watched.problems(), []);
  },
);

browserTest(
  "what is still being sent can be read by everybody",
  async (browser) => {
    await using gim = await Gim.start();
    await using proxy = new CutProxy(gim.api);
    const address = `http://127.0.0.1:${proxy.port}`;
    const ann = await ChatPage.start(browser, address, "ann");
    await ann.writeTo("ben");
    proxy.hold();
    await ann.send("on its way");
    await ann.messages.getByText("sending…").waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await ann.page.emulateMedia({ colorScheme });
      await ann.watched.assertAccessible();
    }
    proxy.release();
    await ann.messages.getByText("sending…").waitFor({ state: "detached" });
    assertEquals(ann.watched.problems(), []);
  },
);
