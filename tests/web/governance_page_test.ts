import { assertEquals } from "@std/assert";
import type { Locator } from "playwright-core";
import { browserTest } from "../helpers/browser.ts";
import { ChatPage } from "../helpers/chat_page.ts";
import { Gim } from "../helpers/gim.ts";
import { StoredApplication } from "../helpers/stored_application.ts";

const ARGS = ["--message-push-duration", "20ms"];

/** Opens what one may do about a member. */
async function actionsFor(chat: ChatPage, name: string) {
  const members = chat.page.getByRole("complementary", { name: "Members" });
  if (!await members.isVisible()) await chat.button("Members").click();
  const actions = chat.page.getByLabel(`Actions for ${name}`);
  // After an action they close by themselves: a click before would do it.
  await members.locator("details:not([open])").filter({ has: actions })
    .waitFor();
  await actions.click();
  return members;
}

/** Saves the settings, and waits until the page shows that they hold. */
async function save(chat: ChatPage, settings: Locator): Promise<void> {
  const form = await settings.locator("form.settings")
    .elementHandle();
  await chat.button("Save").click();
  // There is another form for each version of the chatroom.
  await form?.waitForElementState("hidden");
}

/** Waits for what is said about oneself. */
async function told(chat: ChatPage, text: string): Promise<void> {
  await chat.page.getByRole("status").getByText(text).waitFor();
}

browserTest(
  "an admin mutes, removes and bans, and who it concerns is told why",
  async (browser) => {
    await using gim = await Gim.start({ args: ARGS });
    const ann = await ChatPage.start(browser, gim.http, "ann");
    const ben = await ChatPage.start(browser, gim.http, "ben");
    for (const each of [ann, ben]) await each.join("lobby");
    assertEquals(await ben.button("Settings").count(), 0);

    const members = await actionsFor(ann, "ben");
    await members.getByLabel("How long").selectOption("for an hour");
    await members.getByRole("button", { name: "Mute" }).click();
    await told(ben, "You were muted until");
    await members.getByText("muted, online").waitFor();
    await ben.send("quiet?");
    await ben.messages.getByText("Not sent: You are muted here").waitFor();
    await actionsFor(ann, "ben");
    await members.getByRole("button", { name: "Unmute" }).click();
    await told(ben, "You may write again.");
    await ben.button("Try again").click();
    await ann.sees("quiet?");

    await actionsFor(ann, "ben");
    await members.getByRole("button", { name: "Make an admin" }).click();
    await told(ben, "You are admin now.");
    await ben.button("Settings").waitFor();
    await actionsFor(ann, "ben");
    await members.getByRole("button", { name: "Remove" }).click();
    await told(ben, "You were removed by ann.");
    await ben.conversations.getByText("lobby").waitFor({ state: "detached" });
    await members.getByText("1 member", { exact: true }).waitFor();

    await ben.join("lobby");
    await actionsFor(ann, "ben");
    await members.getByRole("button", { name: "Ban" }).click();
    await members.getByText("1 member", { exact: true }).waitFor();
    await ben.page.getByLabel("Chatroom").fill("lobby");
    await ben.button("Join").click();
    const refused = ben.page.getByRole("alert");
    await refused.getByText("You are banned from this chatroom.").waitFor();
    await ann.button("Settings").click();
    await ann.button("Lift the ban of ben").click();
    await ann.page.getByText("Nobody.").waitFor();
    await ben.join("lobby");
    for (const each of [ann, ben]) assertEquals(each.watched.problems(), []);
  },
);

browserTest(
  "a chatroom is set up under Settings, and its password is asked for",
  async (browser) => {
    await using gim = await Gim.start({ args: ARGS });
    const ann = await ChatPage.start(browser, gim.http, "ann");
    const ben = await ChatPage.start(browser, gim.http, "ben");
    await ann.join("den");
    await ann.button("Settings").click();
    const settings = ann.page.getByRole("complementary", { name: "Settings" });
    await settings.getByLabel("Name").fill("The den");
    await settings.getByLabel("Who gets in").selectOption("password");
    await ann.button("Save").click();
    await settings.getByRole("alert").getByText("password").waitFor();
    const password = settings.getByRole("textbox", { name: "Password" });
    await password.fill("sesame");
    await settings.getByLabel("Slow mode").fill("1.5");
    await save(ann, settings);
    await ann.conversations.getByText("The den").waitFor();

    await ben.page.getByLabel("Chatroom").fill("den");
    await ben.button("Join").click();
    await ben.page.getByRole("alert").getByText("password").waitFor();
    await ben.page.getByLabel("Password").fill("sesame");
    await ben.button("Join").click();
    await ben.messages.waitFor();
    await ben.conversations.getByText("The den").waitFor();
    const slow = await settings.getByLabel("Slow mode").inputValue();
    assertEquals(slow, "1.5", "as it is, so that saving does not change it");

    await settings.getByLabel("Who writes").selectOption("admins");
    await save(ann, settings);
    await ann.page.getByRole("button", { name: "Close" }).click();
    await ben.send("hello?");
    await ben.messages.getByText("Only admins write here.").waitFor();
    for (const each of [ann, ben]) assertEquals(each.watched.problems(), []);
  },
);

browserTest(
  "one adds people, and keeps a person's messages away",
  async (browser) => {
    await using gim = await Gim.start({ args: ARGS });
    await using ben = await StoredApplication.start(gim.ws, "ben");
    const ann = await ChatPage.start(browser, gim.http, "ann");
    await ann.join("lobby");
    await ann.button("Members").click();
    await ann.page.getByLabel("Add somebody").fill("ben");
    await ann.page.getByRole("button", { name: "Add", exact: true }).click();
    await ann.page.getByText("2 members").waitFor();
    await ben.list("1:lobby lobby - 0");
    await ann.page.getByLabel("Add somebody").fill("nobody");
    await ann.page.getByRole("button", { name: "Add", exact: true }).click();
    await ann.page.getByText("nobody has not been here yet.").waitFor();

    await ben.tell("ann", "hello");
    await ann.openConversation("ben");
    await ann.page.getByRole("button", { name: "Block", exact: true }).click();
    await ann.button("Unblock").waitFor();
    const refused = await ben.tell("ann", "again").catch((error) => error);
    assertEquals(refused.reason, "blocked");
    await ann.page.reload();
    await ann.button("Unblock").click();
    await ann.page.getByRole("button", { name: "Block", exact: true })
      .waitFor();
    await ben.tell("ann", "once more");
    await ann.sees("once more");
    assertEquals(ann.watched.problems(), []);
  },
);

browserTest(
  "whoever uses a keyboard or a screen reader governs, too",
  async (browser) => {
    await using gim = await Gim.start({ args: ARGS });
    await using ben = await StoredApplication.start(gim.ws, "ben");
    const ann = await ChatPage.start(browser, gim.http, "ann");
    await ann.join("lobby");
    await ben.store.join({ id: "lobby" });
    await ann.button("Settings").focus();
    await ann.page.keyboard.press("Enter");
    await ann.button("Save").waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await ann.page.emulateMedia({ colorScheme });
      await ann.watched.assertAccessible();
    }
    await ann.page.keyboard.press("Escape");
    const focused = () =>
      ann.page.evaluate("document.activeElement.textContent");
    assertEquals(await focused(), "Settings");
    await ann.button("Members").focus();
    await ann.page.keyboard.press("Enter");
    const actions = ann.page.getByLabel("Actions for ben");
    await actions.focus();
    await ann.page.keyboard.press("Enter");
    const mute = ann.page.getByRole("button", { name: "Mute" });
    await mute.waitFor();
    await ann.watched.assertAccessible();
    await mute.focus();
    await ann.page.keyboard.press("Enter");
    await ann.page.getByText("muted, online").waitFor();
    assertEquals(await focused(), "⋯");
    assertEquals(ann.watched.problems(), []);
  },
);
