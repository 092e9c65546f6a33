import { assertEquals, assertMatch } from "@std/assert";
import { writeClient, writeTypes } from "../../scripts/client.ts";

const DIST = new URL("../../dist/", import.meta.url);
const FILES = [
  ...["gim-client.mjs", "gim-client.d.mts"],
  ...["gim-client-protobuf.mjs", "gim-client-protobuf.d.mts"],
];

const IMPORTS = `
import { GimClient, GimReplyError, type Message } from "./gim-client.mjs";
import { protobufCodec } from "./gim-client-protobuf.mjs";
`;

const RIGHT = `
const codec = protobufCodec();
const client = new GimClient("ws://host/ws", { codec, from: "unread" });
client.on("message", ({ sender, sequence }) => sender.name + sequence.toFixed());
client.on("event", (event) => event.event === "read" && event.user_id);
const { user } = await client.login({ id: "ann", token: async () => "t" });
const sent = await client.send({ type: 1, target_id: "r", content: user.name });
const seen: Message[] = [];
for await (const message of client.messages()) seen.push(message);
for await (const { items } of client.historyPages(sent)) seen.push(...items);
for (const { last } of (await client.sessions()).items) last?.content.trim();
await client.close().catch((error) => error instanceof GimReplyError);
`;

const WRONG: readonly string[] = [
  'client.send({ type: 3, target_id: "r", content: "x" });',
  'client.send({ type: 1, target_id: "r" });',
  "client.login({ id: 5 });",
  'client.on("nothing", () => {});',
  "(await client.user({ id: user.id })).nothing;",
  "seen[0]?.content.nothing;",
  "protobufCodec(1);",
];

/** What a project has that names no library: with `target` es2022, these. */
const USUAL = { compilerOptions: { lib: ["es2022", "dom"] } };

/** What the compiler says of a program beside the built files and nothing else. */
async function check(program: string, config: object = {}): Promise<string> {
  const directory = await Deno.makeTempDir();
  try {
    for (const file of FILES) {
      await Deno.copyFile(new URL(file, DIST), `${directory}/${file}`);
    }
    await Deno.writeTextFile(`${directory}/program.ts`, program);
    const settings = JSON.stringify(config);
    await Deno.writeTextFile(`${directory}/deno.json`, settings);
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", "--no-lock", "--no-remote", "program.ts"],
      cwd: directory,
      env: { NO_COLOR: "1" },
    }).output();
    return success ? "" : new TextDecoder().decode(stderr);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

Deno.test("a TypeScript program has the types of the built client, without our sources", async () => {
  await writeClient();
  await writeTypes();
  const types = await Deno.readTextFile(new URL("gim-client.d.mts", DIST));
  assertEquals(types.match(/\bimport\b|typebox|: any\b/g), null);
  assertEquals(await check(IMPORTS + RIGHT), "");
  assertEquals(await check(IMPORTS + RIGHT, USUAL), "");
  const refused = WRONG.map((line) => `// @ts-expect-error wrong\n${line}`);
  assertEquals(await check(IMPORTS + RIGHT + refused.join("\n")), "");
  assertMatch(await check(IMPORTS + RIGHT + WRONG[0]), /TS2322/);
});
