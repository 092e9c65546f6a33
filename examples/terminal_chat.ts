/**
 * A chat in the terminal. Start the service with `deno task dev`, then:
 *
 *     deno run --allow-net examples/terminal_chat.ts ann lobby
 *
 * A line is said to everybody in the chatroom; `@bob hello` is for bob alone.
 *
 * @module
 */

import { GimClient } from "../src/client/mod.ts";

const [id, room, url = "ws://127.0.0.1:8080/ws"] = Deno.args;
if (id === undefined || room === undefined) {
  print("usage: terminal_chat.ts <user id> <chatroom id> [address]");
  Deno.exit(2);
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

/** A chatroom may carry whatever anybody wrote: no terminal sequences. */
function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, " ");
}

await using client = new GimClient(url);
client.on("message", ({ sender, session_id, content }) => {
  if (sender.id === id) return;
  const where = session_id.startsWith("2:") ? " (to you)" : "";
  print(clean(`${sender.name}${where}: ${content}`));
});
client.on("event", (event) => {
  if (event.event !== "joined" && event.event !== "left") return;
  print(clean(`* ${event.user.name} ${event.event}`));
});
client.on("missed", ({ count }) => print(`* ${count} messages left out`));
client.on("state", ({ state }) => {
  print(`* ${state}`);
  if (state === "online") client.join({ id: room }); // again, each time
});

await client.login({ id });

const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
let text = "";
for await (const chunk of lines) {
  const [...said] = (text + chunk).split("\n");
  text = said.pop() ?? "";
  for (const line of said.filter((each) => each.trim() !== "")) {
    const [, peer, content = line] = /^@(\S+) (.+)$/.exec(line) ?? [];
    const to = peer === undefined
      ? { type: 1 as const, target_id: room }
      : { type: 2 as const, target_id: peer };
    client.send({ ...to, content }).catch(({ message }) => print(message));
  }
}
