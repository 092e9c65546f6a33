import type { Browser, BrowserContextOptions, Locator } from "playwright-core";
import { WatchedPage } from "./watched_page.ts";

/** The console in a browser, found by the names that people see and hear. */
export class ConsolePage {
  readonly watched: WatchedPage;

  private constructor(watched: WatchedPage) {
    this.watched = watched;
    watched.page.setDefaultTimeout(20_000);
  }

  /** Opens the page, as somebody who has not typed a key. */
  static async open(
    browser: Browser,
    http: string,
    options: BrowserContextOptions = {},
  ): Promise<ConsolePage> {
    return new ConsolePage(
      await WatchedPage.open(browser, `${http}/console`, options),
    );
  }

  /** Opens the page and the console with a key. */
  static async start(
    browser: Browser,
    http: string,
    key: string,
    options: BrowserContextOptions = {},
  ): Promise<ConsolePage> {
    const opened = await ConsolePage.open(browser, http, options);
    await opened.enter(key);
    await opened.page.getByRole("tab", { name: "Overview" }).waitFor();
    return opened;
  }

  get page() {
    return this.watched.page;
  }

  /** Types a key. */
  async enter(key: string): Promise<void> {
    await this.page.getByLabel("API key").fill(key);
    await this.button("Open").click();
  }

  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  async tab(name: string): Promise<void> {
    await this.page.getByRole("tab", { name }).click();
  }

  /** Opens a user. */
  async user(id: string): Promise<void> {
    await this.tab("Users");
    await this.page.getByLabel("Id begins with").fill(id);
    await this.button(id).click();
    await this.page.getByRole("article", { name: `User ${id}` }).waitFor();
  }

  /** Opens a chatroom. */
  async chatroom(id: string): Promise<void> {
    await this.tab("Chatrooms");
    await this.page.getByLabel("Id begins with").fill(id);
    await this.button(id).click();
    await this.page.getByRole("article", { name: `Chatroom ${id}` }).waitFor();
  }

  /** Waits for a text. */
  async sees(text: string): Promise<void> {
    await this.page.getByText(text).first().waitFor();
  }
}
