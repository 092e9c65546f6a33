/**
 * Writes `src/api/pages/built_pages.js`: the pages of `web/` as the service has
 * them in itself. A test fails when the one does not fit the other.
 *
 * @module
 */

const ROOT = new URL("../", import.meta.url);
const OUTPUT = new URL("src/api/pages/built_pages.js", ROOT);

const HEADER = `// Generated from web/ by \`deno task web\`: do not edit.
// @ts-self-types="./built_pages.d.ts"
`;

/** What is served under which path, of which file of `web/`. */
const PAGES: readonly (readonly [path: string, file: string])[] = [
  ["/", "index.html"],
  ["/chat", "chat/chat.html"],
  ["/docs", "docs/docs.html"],
  ["/console", "console/console.html"],
  ["/pages/icon.svg", "icon.svg"],
  ["/pages/style.css", "style.css"],
  ["/pages/chat.css", "chat/chat.css"],
  ["/pages/conversation.css", "chat/conversation.css"],
  ["/pages/messages.css", "chat/messages.css"],
  ["/pages/panel.css", "chat/panel.css"],
  ["/pages/chat.js", "chat/main.tsx"],
  ["/pages/docs.css", "docs/docs.css"],
  ["/pages/docs.js", "docs/main.tsx"],
  ["/pages/console.css", "console/console.css"],
  ["/pages/overview.css", "console/overview.css"],
  ["/pages/profiles.css", "console/profiles.css"],
  ["/pages/console.js", "console/main.tsx"],
];

/** The media types of what is served, by the ends of files' names. */
const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  tsx: "text/javascript; charset=utf-8",
};

/** A program with all that it imports, as one module. */
async function bundle(file: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["bundle", "--quiet", "--frozen", "--lock=deno.lock"],
      ...["--platform=browser", "--minify", `web/${file}`],
    ],
    cwd: ROOT,
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(decoder.decode(stderr));
  return decoder.decode(stdout);
}

async function hashOf(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return new Uint8Array(digest).toHex().slice(0, 16);
}

/** A page, as a line of the output. */
async function build(path: string, file: string): Promise<string> {
  const text = file.endsWith(".tsx")
    ? await bundle(file)
    : await Deno.readTextFile(new URL(`web/${file}`, ROOT));
  const type = TYPES[file.split(".").at(-1) ?? ""];
  return JSON.stringify({ path, type, hash: await hashOf(text), text });
}

/** The pages as a module, as it has to stand in the file. */
export async function buildPages(): Promise<string> {
  const lines: string[] = [];
  for (const [path, file] of PAGES) lines.push(await build(path, file));
  return `${HEADER}export const BUILT_PAGES = [\n${lines.join(",\n")},\n];\n`;
}

if (import.meta.main) await Deno.writeTextFile(OUTPUT, await buildPages());
