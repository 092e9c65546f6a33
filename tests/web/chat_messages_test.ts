import { assertEquals } from "@std/assert";
import { browserTest } from "../helpers/browser.ts";
import { ChatPage } from "../helpers/chat_page.ts";
import { Gim } from "../helpers/gim.ts";
import { StoredApplication } from "../helpers/stored_application.ts";

const NUMBERED = ["--enable-message-sequence", "true"];
const QUICK = ["--message-push-duration", "20ms"];

/** Does something with the message that shows a text. */
async function act(chat: ChatPage, text: string, action: string) {
  const message = chat.messages.locator(".message").filter({
    has: chat.page.locator(".content").getByText(text, { exact: true }),
  });
  await message.hover();
  await message.getByRole("button", { name: action }).click();
  return message;
}

browserTest(
  "one reacts, edits and replies, and the other one sees it",
  async (browser) => {
    await using gim = await Gim.start({ args: [...QUICK, ...NUMBERED] });
    const ann = await ChatPage.start(browser, gim.http, "ann");
    const ben = await ChatPage.start(browser, gim.http, "ben");
    await ann.writeTo("ben");
    await ann.send("helo");
    await ann.sees("helo");
    await ben.openConversation("ann");
    await ben.sees("helo");

    const message = await act(ben, "helo", "React");
    await message.getByRole("group").getByRole("button", { name: "👍" })
      .click();
    await ben.messages.getByRole("button", { name: "👍 1", pressed: true })
      .waitFor();
    const chip = ann.messages.getByRole("button", { name: "👍" });
    assertEquals(await chip.getAttribute("aria-pressed"), "false");
    await chip.click();
    await ben.messages.getByRole("button", { name: "👍 2", pressed: true })
      .click();
    await ann.messages.getByRole("button", { name: "👍 1", pressed: true })
      .waitFor();
    await chip.hover();
    await ann.messages.getByTitle("ann", { exact: true }).waitFor();
    await act(ben, "helo", "React");
    await ben.page.getByLabel("Another reaction").fill("<b>");
    await ben.page.keyboard.press("Enter");
    await ann.messages.getByRole("button", { name: "<b> 1" }).waitFor();
    for (const each of [ann, ben]) await each.watched.assertAccessible();

    await act(ann, "helo", "Edit");
    await ann.page.getByLabel("New text").fill("hello");
    await ann.watched.assertAccessible();
    await ann.page.keyboard.press("Enter");
    for (const each of [ann, ben]) {
      await each.sees("hello");
      await each.messages.getByText("edited", { exact: true }).waitFor();
    }
    assertEquals(await ben.button("Edit").count(), 0, "it is ann's");

    await act(ben, "hello", "Reply");
    await ben.page.getByText("Reply to ann: hello").waitFor();
    await ben.page.keyboard.type("hello yourself");
    await ben.page.keyboard.press("Enter");
    await ann.sees("hello yourself");
    await ann.button("Reply to ann hello").click();
    await ann.page.locator(".message:focus").getByText("edited").waitFor();
    await act(ann, "hello", "Take back");
    await ben.button("Reply to ann taken back").waitFor();
    for (const each of [ann, ben]) assertEquals(each.watched.problems(), []);
  },
);

/** Clicks a button of a message, and names what has the focus in the same turn. */
function focusedBy(action: string): string {
  return `(async () => {
    const all = [...document.querySelectorAll(".message button")];
    all.find((each) => each.textContent.trim() === "${action}").click();
    for (let turn = 0; turn < 50; turn++) await undefined;
    const { ariaLabel, textContent } = document.activeElement;
    return ariaLabel ?? textContent;
  })()`;
}

browserTest(
  "what opens has the focus at once, so that it takes it from nobody who types",
  async (browser) => {
    await using gim = await Gim.start({ args: [...QUICK, ...NUMBERED] });
    const ann = await ChatPage.start(browser, gim.http, "ann");
    await ann.writeTo("ben");
    await ann.send("hello");
    const focused = async (action: string) => {
      // A message has them once it is stored.
      await ann.page.locator(".message button").filter({ hasText: action })
        .waitFor({ state: "attached" });
      return await ann.page.evaluate(focusedBy(action));
    };
    assertEquals(await focused("React"), "👍");
    await ann.page.keyboard.press("Escape");
    assertEquals(await focused("Edit"), "New text");
  },
);

browserTest(
  "one sees that the other one is online, and types",
  async (browser) => {
    const delay = ["--offline-delay", "100ms"];
    await using gim = await Gim.start({ args: [...QUICK, ...delay] });
    const ann = await ChatPage.start(browser, gim.http, "ann");
    await ann.writeTo("ben");
    const header = ann.page.locator(".conversation-header");
    await header.getByText("has not been here yet").waitFor();
    const ben = await ChatPage.start(browser, gim.http, "ben");
    await header.getByText("online", { exact: true }).waitFor();

    await ben.writeTo("ann");
    const typing = ann.page.getByText("ben is typing…");
    const field = ben.page.getByRole("textbox", { name: "Message" });
    await field.pressSequentially("slow");
    await typing.waitFor();
    await field.press("Enter");
    await ann.sees("slow");
    await typing.waitFor({ state: "detached" });

    await ben.button("Change name").click();
    await ben.page.getByLabel("Your name").fill("Ben B.");
    await ben.page.keyboard.press("Enter");
    await ben.page.locator(".me").getByText("Ben B.").waitFor();
    await ben.page.reload();
    await ben.page.locator(".me").getByText("Ben B.").waitFor();
    await ben.button("Log out").click();
    await header.getByText("last seen").waitFor();
    for (const each of [ann, ben]) assertEquals(each.watched.problems(), []);
  },
);

browserTest(
  "who is mentioned finds it in the list and in the text",
  async (browser) => {
    await using gim = await Gim.start({ args: [...QUICK, ...NUMBERED] });
    await using cleo = await StoredApplication.start(gim.ws, "cleo");
    const ann = await ChatPage.start(browser, gim.http, "ann");
    const ben = await ChatPage.start(browser, gim.http, "ben");
    for (const each of [ann, ben]) await each.join("lobby");
    await ben.writeTo("cleo");
    assertEquals(await ben.page.getByLabel("Priority").count(), 0);
    // Whoever has made the chatroom is its admin.
    await ann.page.getByLabel("Priority").selectOption("high");
    await ann.send("@ben come, @cleo too");
    await ben.conversations.getByText("@1 mentions of you").waitFor();
    await ben.openConversation("lobby");
    await ben.sees("@ben come, @cleo too");
    assertEquals(await ben.messages.locator("mark").allInnerTexts(), ["@ben"]);
    await ben.messages.getByText("high priority").waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await ben.page.emulateMedia({ colorScheme });
      await ben.watched.assertAccessible();
    }
    await ben.conversations.getByText("mentions of you")
      .waitFor({ state: "detached" });
    const { items: [item] } = await cleo.client.sessions();
    assertEquals(item, undefined, "a mention makes nobody a member");
    for (const each of [ann, ben]) assertEquals(each.watched.problems(), []);
  },
);
