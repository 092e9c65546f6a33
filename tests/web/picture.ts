/**
 * Makes `docs/chat.png`: the chat page as README shows it, of a service that is
 * started for it.
 *
 * @module
 */

import type { GimClient } from "../../src/client/mod.ts";
import { withBrowser } from "../helpers/browser.ts";
import { ChatPage } from "../helpers/chat_page.ts";
import { Gim } from "../helpers/gim.ts";
import { StoredApplication } from "../helpers/stored_application.ts";

const OUTPUT = new URL("../../docs/chat.png", import.meta.url);
const ARGS = [
  ...["--enable-message-sequence", "true"],
  ...["--message-push-duration", "50ms"],
];
const SIZE = { viewport: { width: 1080, height: 600 } };

/** Logs somebody in under a name. */
async function person(
  gim: Gim,
  id: string,
  name: string,
): Promise<StoredApplication> {
  const application = await StoredApplication.start(gim.ws, id);
  await application.client.logout();
  await application.client.login({ id, name });
  return application;
}

async function talk(
  [ben, cleo]: readonly [GimClient, GimClient],
  ann: ChatPage,
): Promise<void> {
  const lobby = { type: 1, target_id: "raid-night" } as const;
  for (const each of [ben, cleo]) {
    await each.join({ id: "raid-night", name: "Raid night" });
  }
  await ben.send({
    ...lobby,
    content: "Everybody in by nine? I keep the bridge.",
  });
  await cleo.send({
    ...lobby,
    content: "I am two minutes late, start without me",
  });
  await cleo.send({
    ...lobby,
    content: "Potions are in the chest by the gate",
  });
  await ann.sees("Potions are in the chest by the gate");
  await ann.send("Got them. See you at the bridge");
  await ann.sees("Got them. See you at the bridge");
  await ben.send({
    type: 2,
    target_id: "ann",
    content: "Do you need a healer?",
  });
  await cleo.send({ ...lobby, content: "Here now!" });
  await ann.sees("Here now!");
}

if (import.meta.main) {
  await using gim = await Gim.start({ args: ARGS });
  await using ben = await person(gim, "ben", "Ben");
  await using cleo = await person(gim, "cleo", "Cleo");
  await withBrowser(async (browser) => {
    const ann = await ChatPage.start(browser, gim.http, "ann", SIZE);
    await ann.join("raid-night");
    await talk([ben.client, cleo.client], ann);
    await ann.button("Members").click();
    await ann.page.getByText("3 members").waitFor();
    await ann.conversations.getByText("1 unread").waitFor();
    await ann.page.getByRole("textbox", { name: "Message" }).focus();
    await Deno.writeFile(OUTPUT, await ann.page.screenshot());
  });
}
