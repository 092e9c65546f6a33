import type { Browser, BrowserContextOptions, Locator } from "playwright-core";
import { WatchedPage } from "./watched_page.ts";

/** What is shown counts as looked at from the frame after it on. */
const NEXT_FRAME_IS_OVER =
  "new Promise((go) => requestAnimationFrame(() => setTimeout(go)))";

/** The chat in a browser, found by the names that people see and hear. */
export class ChatPage {
  readonly watched: WatchedPage;

  private constructor(watched: WatchedPage) {
    this.watched = watched;
    watched.page.setDefaultTimeout(20_000);
  }

  /** Opens the page, as somebody who is not logged in. */
  static async open(
    browser: Browser,
    http: string,
    options: BrowserContextOptions = {},
  ): Promise<ChatPage> {
    return new ChatPage(
      await WatchedPage.open(browser, `${http}/chat`, options),
    );
  }

  /** Opens the page and logs somebody in. */
  static async start(
    browser: Browser,
    http: string,
    id: string,
    options: BrowserContextOptions = {},
  ): Promise<ChatPage> {
    const chat = await ChatPage.open(browser, http, options);
    await chat.logIn(id);
    return chat;
  }

  get page() {
    return this.watched.page;
  }

  get conversations(): Locator {
    return this.page.getByRole("list", { name: "Conversations" });
  }

  get messages(): Locator {
    return this.page.getByRole("log", { name: "Messages" });
  }

  /** The messages that are shown, without names and times. */
  get contents(): Locator {
    return this.messages.locator(".content");
  }

  button(name: string): Locator {
    return this.page.getByRole("button", { name });
  }

  async logIn(id: string, token = ""): Promise<void> {
    await this.page.getByLabel("Your id").fill(id);
    await this.page.getByLabel("Token").fill(token);
    await this.button("Log in").click();
    await this.page.getByLabel("Chatroom").waitFor();
  }

  async join(room: string): Promise<void> {
    await this.page.getByLabel("Chatroom").fill(room);
    await this.button("Join").click();
    // The one that is open may be the one that was left: the field is emptied.
    await this.page.getByLabel("Chatroom").and(
      this.page.locator(":placeholder-shown"),
    ).waitFor();
    await this.isIn(`Chatroom ${room}`);
  }

  async writeTo(person: string): Promise<void> {
    await this.page.getByLabel("Person").fill(person);
    await this.button("Write").click();
    await this.isIn(person);
  }

  async openConversation(title: string): Promise<void> {
    await this.conversations.getByText(title, { exact: true }).click();
    await this.isIn(title);
  }

  /**
   * Waits until a conversation is the one that is shown and looked at: another
   * one may have been open before. Its header says the text.
   */
  async isIn(text: string): Promise<void> {
    await this.page.locator(".conversation-header .names")
      .getByText(text, { exact: true }).waitFor();
    await this.messages.waitFor();
    await this.page.evaluate(NEXT_FRAME_IS_OVER);
  }

  async send(content: string): Promise<void> {
    await this.page.getByRole("textbox", { name: "Message" }).fill(content);
    await this.button("Send").click();
  }

  /** Waits for a message. */
  async sees(content: string): Promise<void> {
    await this.contents.getByText(content, { exact: true }).last().waitFor();
  }
}
