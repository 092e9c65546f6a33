// deno-lint-ignore-file no-console -- a program for the terminal
// A bot for Node 22 or later. Build the client with `deno task client`, start
// the service with `deno task dev`:
//
//     node examples/node_bot.mjs bot lobby
//
// It answers whoever begins a line with "!echo". It ends with status 1 when the
// service does not want it back: the loop throws then.

// It exists once it is built; a type checker reads the source in its place.
// @ts-types="../src/client/mod.ts"
import { GimClient } from "../dist/gim-client.mjs";

const [id, room, url = "ws://127.0.0.1:8080/ws"] = process.argv.slice(2);
if (room === undefined) {
  console.error("usage: node_bot.mjs <user id> <chatroom id> [address]");
  process.exit(2);
}

const client = new GimClient(url);
client.on("error", (error) => console.error(error.message));
process.once("SIGTERM", () => client.close());
process.once("SIGINT", () => client.close());

await client.login({ id });
await client.join({ id: room });
// A service that was started again has forgotten who was where.
client.on("state", ({ state }) => {
  if (state === "online") client.join({ id: room });
});
console.log("ready");

for await (const { sender, session_id, content } of client.messages()) {
  const [, text] = /^!echo (.+)/s.exec(content) ?? [];
  if (text === undefined || sender.id === id) continue;
  const [type, target] = session_id.split(":");
  const target_id = type === "1" ? target : sender.id;
  const answer = { type: Number(type), target_id, content: text };
  client.send(answer).catch((error) => console.error(error.message));
}
