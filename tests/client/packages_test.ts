import { assertEquals, assertMatch } from "@std/assert";
import { writeClient, writeTypes } from "../../scripts/client.ts";
import { writePackages } from "../../scripts/client_packages.ts";
import { CHROMIUM_IS_HERE, withBrowser } from "../helpers/browser.ts";
import {
  canInstall,
  freshProject,
  make,
  serve,
} from "../helpers/fresh_project.ts";
import { Gim } from "../helpers/gim.ts";
import { NODE, NODE_IS_NEW } from "../helpers/node.ts";

/*
 * All of this is in one file, as it takes the compiler some while to write the
 * types.
 */

const DIST = new URL("../../dist/", import.meta.url);
const FILES = [
  ...["gim-client.mjs", "gim-client.d.mts"],
  ...["gim-client-protobuf.mjs", "gim-client-protobuf.d.mts"],
  ...["gim-client-store.mjs", "gim-client-store.d.mts"],
];

const IMPORTS = `
import { GimClient, GimReplyError, type Message } from "./gim-client.mjs";
import { protobufCodec } from "./gim-client-protobuf.mjs";
import { GimStore, type MessageLog } from "./gim-client-store.mjs";
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
const store = new GimStore(client);
const log: MessageLog = store.open(store.conversations[0]?.id ?? "");
await log.send({ content: "hello" });
for (const each of log.entries) each.kind === "gap" ? each.count : each.message;
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
  "log.send({ content: 5 });",
  "store.conversations[0].nothing;",
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

let built: Promise<void> | undefined;

/** Builds the packages, once for all tests of this file. */
function buildPackages(): Promise<void> {
  return built ??= (async () => {
    await writeTypes();
    await writeClient();
    await writePackages(DIST);
  })();
}

Deno.test("a TypeScript program has the types of the built client, without our sources", async () => {
  await buildPackages();
  const types = await Deno.readTextFile(new URL("gim-client.d.mts", DIST));
  assertEquals(types.match(/\bimport\b|typebox|: any\b/g), null);
  assertEquals(await check(IMPORTS + RIGHT), "");
  assertEquals(await check(IMPORTS + RIGHT, USUAL), "");
  const refused = WRONG.map((line) => `// @ts-expect-error wrong\n${line}`);
  assertEquals(await check(IMPORTS + RIGHT + refused.join("\n")), "");
  assertMatch(await check(IMPORTS + RIGHT + WRONG[0]), /TS2322/);
});

async function freshApplication(): Promise<void> {
  if (!await canInstall()) {
    const text = "packages: NOT DONE: npm, or its registry, is not there\n";
    await Deno.stderr.write(new TextEncoder().encode(text));
    return;
  }
  await buildPackages();
  const folder = await Deno.makeTempDir({ prefix: "gim-fresh-" });
  try {
    await freshProject(folder);
    await make(NODE, ["node_modules/typescript/bin/tsc"], folder);
    await make(
      NODE,
      ["node_modules/vite/bin/vite.js", "build", "--minify"],
      folder,
    );
    await chat(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The built page and the script talk to each other. */
async function chat(folder: string): Promise<void> {
  await using gim = await Gim.start();
  await using pages = serve(`${folder}/dist`);
  await withBrowser(async (browser) => {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${pages.addr.port}/#${gim.ws}|page`);
    const script = make(NODE, ["script.mjs", gim.ws], folder);
    await page.getByRole("button", { name: "script 1" }).click();
    await page.getByText("from Node").waitFor();
    await page.getByRole("button", { name: "Answer" }).click();
    await page.getByText("from React").waitFor();
    assertMatch(await script, /'page 0'|'page 1'/);
  });
}

const APPLICATION =
  "the packed client is installed in a new Vite and React application and in a Node script, and they chat";
if (CHROMIUM_IS_HERE && NODE_IS_NEW) Deno.test(APPLICATION, freshApplication);
else {Deno.test.ignore(
    `${APPLICATION}: it needs Chromium and Node 22`,
    freshApplication,
  );}

Deno.test("the package for JSR could be published", async () => {
  await buildPackages();
  const args = ["publish", "--dry-run", "--allow-dirty"];
  const said = await make(Deno.execPath(), args, new URL("jsr/", DIST));
  assertMatch(said, /Success.* Dry run complete/);
});
