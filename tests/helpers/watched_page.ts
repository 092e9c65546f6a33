import { assertEquals } from "@std/assert";
import axe from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

/** Findings of axe-core that exclude somebody. */
const GRAVE = ["serious", "critical"];

/** A page, and all that went wrong in it: errors, and what its policy forbade. */
export class WatchedPage {
  readonly page: Page;
  #problems: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on("pageerror", ({ message }) => this.#problems.push(message));
    page.on("console", (line) => {
      if (line.type() === "error") this.#problems.push(line.text());
    });
  }

  /** Opens an address in a context of its own, as another person would. */
  static async open(
    browser: Browser,
    url: string,
    options: BrowserContextOptions = {},
  ): Promise<WatchedPage> {
    const context = await browser.newContext(options);
    const watched = new WatchedPage(await context.newPage());
    await watched.page.goto(url);
    return watched;
  }

  /** The problems since the last call. */
  problems(): string[] {
    return this.#problems.splice(0);
  }

  /**
   * Fails if a person with a screen reader, or weak eyes, could not use the
   * page.
   */
  async assertAccessible(): Promise<void> {
    await this.page.evaluate(axe.source);
    const run = "axe.run().then(({ violations }) => violations.map(" +
      "({ id, impact, nodes }) => [id, impact, nodes.map((n) => n.html)]))";
    const found = await this.page.evaluate(run) as [string, string, string[]][];
    assertEquals(found.filter(([, impact]) => GRAVE.includes(impact)), []);
  }
}
