/**
 * Makes the pictures of docs/console.md, of a service that is started for them
 * and has something to do.
 *
 * @module
 */

import { withBrowser } from "../helpers/browser.ts";
import { ConsolePage } from "../helpers/console_page.ts";
import { Gim } from "../helpers/gim.ts";
import { API_KEY, API_KEY_FLAGS } from "../helpers/server_api.ts";
import { StoredApplication } from "../helpers/stored_application.ts";

const ARGS = [
  ...API_KEY_FLAGS,
  "--profiling-enabled",
  ...["--message-push-duration", "50ms"],
  ...["--webhook-url", "http://127.0.0.1:18999/"],
  ...["--webhook-secret", `whsec_${btoa("s".repeat(32))}`],
  ...["--webhook-events", "chatroom.created,member.joined"],
];
const SIZE = { viewport: { width: 1080, height: 760 } };
/** Milliseconds for which the plots fill. */
const FILLED = 24_000;

/** Talks for a while, more and more often. */
async function talk(people: readonly StoredApplication[]): Promise<void> {
  const end = performance.now() + FILLED;
  for (let said = 0; performance.now() < end; said++) {
    const each = people[said % people.length];
    await each?.say("raid-night", `wave ${said}`);
    await new Promise((resolve) =>
      setTimeout(resolve, Math.max(2, 40 - said / 20))
    );
  }
}

function pictureOf(name: string): URL {
  return new URL(`../../docs/console-${name}.png`, import.meta.url);
}

if (import.meta.main) {
  await using gim = await Gim.start({ args: ARGS });
  await using ben = await StoredApplication.start(gim.ws, "ben");
  await using cleo = await StoredApplication.start(gim.ws, "cleo");
  await using dora = await StoredApplication.start(gim.ws, "dora");
  const people = [ben, cleo, dora];
  for (const each of people) {
    await each.store.join({ id: "raid-night", name: "Raid night" });
  }
  await withBrowser(async (browser) => {
    const seen = await ConsolePage.start(browser, gim.http, API_KEY, SIZE);
    const save = async (name: string) =>
      await Deno.writeFile(pictureOf(name), await seen.page.screenshot());
    await talk(people);
    await save("overview");
    await seen.user("ben");
    await seen.page.getByText("online now").waitFor();
    await save("user");
    await seen.chatroom("raid-night");
    await seen.page.getByLabel("Role of ben").waitFor();
    await save("chatroom");
    await seen.tab("Hooks");
    await seen.page.getByRole("button", { name: "Send again" }).first()
      .waitFor();
    await save("hooks");
    await seen.tab("Profiles");
    await seen.page.getByLabel("Seconds").fill("3");
    await seen.button("Take a profile").click();
    await talk(people);
    await seen.page.getByRole("img", { name: "Flame graph" }).waitFor();
    await save("profiles");
  });
}
