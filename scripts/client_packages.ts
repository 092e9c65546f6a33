/**
 * Writes the built client as packages: `dist/npm`, `gim-client` for npm, and
 * `dist/jsr`, `@gim/client` for JSR.
 *
 * @module
 */

import project from "../deno.json" with { type: "json" };

const ROOT = new URL("../", import.meta.url);

/** What is imported under which name: a module of `dist`, and one of the package. */
const MODULES:
  readonly (readonly [path: string, built: string, own: string])[] = [
    [".", "gim-client", "index"],
    ["./protobuf", "gim-client-protobuf", "protobuf"],
    ["./store", "gim-client-store", "store"],
  ];

const DESCRIPTION =
  "Client of GIM, an instant-messaging service: stays online, repeats what has no answer, delivers in order";

const MANIFEST = {
  name: "gim-client",
  version: project.version,
  description: DESCRIPTION,
  license: project.license,
  type: "module",
  sideEffects: false,
  main: "./index.js",
  types: "./index.d.ts",
  exports: {
    ...Object.fromEntries(MODULES.map(([path, , own]) => [
      path,
      { types: `./${own}.d.ts`, default: `./${own}.js` },
    ])),
    "./package.json": "./package.json",
  },
  files: ["*.js", "*.d.ts"],
  engines: { node: ">=22" },
  keywords: ["chat", "instant messaging", "websocket", "client"],
};

const JSR = {
  name: "@gim/client",
  version: project.version,
  license: project.license,
  exports: Object.fromEntries(
    MODULES.map(([path, , own]) => [path, `./${own}.js`]),
  ),
  publish: { include: ["*.js", "*.d.ts", "README.md", "LICENSE"] },
};

/** What TypeScript needs to be told where only older types are switched on. */
const REFERENCE = /^\/\/\/ <reference [^\n]*\n/;

/** Puts the packages together of what `directory` has, in folders of it. */
export async function writePackages(directory: URL): Promise<void> {
  const npm = new URL("npm/", directory);
  await writeModules(directory, npm, (text) => text);
  await writeJson(new URL("package.json", npm), MANIFEST);
  const jsr = new URL("jsr/", directory);
  // JSR takes no package that changes what others see, and Deno has them all.
  await writeModules(
    directory,
    jsr,
    (text) =>
      text.replace(REFERENCE, "").replaceAll('"gim-client', '"@gim/client'),
  );
  await writeJson(new URL("jsr.json", jsr), JSR);
}

async function writeModules(
  directory: URL,
  folder: URL,
  adapt: (text: string) => string,
): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const write = (name: string, text: string) =>
    Deno.writeTextFile(new URL(name, folder), renamed(text));
  for (const [, built, own] of MODULES) {
    const code = await Deno.readTextFile(new URL(`${built}.mjs`, directory));
    const types = await Deno.readTextFile(new URL(`${built}.d.mts`, directory));
    await write(`${own}.js`, code);
    await write(`${own}.d.ts`, adapt(types));
  }
  const readme = new URL("src/client/README.md", ROOT);
  await write("README.md", adapt(await Deno.readTextFile(readme)));
  await Deno.copyFile(new URL("LICENSE", ROOT), new URL("LICENSE", folder));
}

async function writeJson(file: URL, value: object): Promise<void> {
  await Deno.writeTextFile(file, JSON.stringify(value, null, 2) + "\n");
}

/** With the names of a package's files in place of those of `dist`. */
function renamed(text: string): string {
  return MODULES.reduce(
    (all, [, built, own]) =>
      all.replaceAll(`"./${built}.d.mts"`, `"./${own}.d.ts"`)
        .replaceAll(`"./${built}.mjs"`, `"./${own}.js"`),
    text,
  );
}
