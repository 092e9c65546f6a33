/**
 * Writes `./gim`: the service as one JavaScript file with a shebang line, for
 * every machine that has Deno on its PATH.
 *
 * @module
 */

import { SERVICE_FLAGS } from "./service_flags.ts";

// The file runs wherever it is copied to, so it must not pick up a foreign
// deno.json or lock there; `--ext` is for its name, which has no suffix.
const SHEBANG = [
  "#!/usr/bin/env -S deno run --ext=js --no-config --no-lock --unstable-net --unstable-no-legacy-abort",
  ...SERVICE_FLAGS,
].join(" ");

/** The bundler names each module by its path on the building machine. */
const MODULE_PATH_COMMENT = /^\/\/ \S+\.(?:[cm]?js|ts|json)\n/gm;

/**
 * The bundler gives modules of the older kind a `require` that starts from the
 * bundle's own file. They only ask for the runtime's own modules, and a `blob:`
 * is no place to start from.
 */
const REQUIRE_FROM_HERE = "createRequire(import.meta.url)";
const REQUIRE_FROM_ROOT = 'createRequire("file:///")';

async function bundle(): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--frozen", "--platform=deno", "main.ts"],
  }).output();
  await Deno.stderr.write(stderr);
  if (!success) Deno.exit(1);
  return new TextDecoder().decode(stdout)
    .replace(MODULE_PATH_COMMENT, "")
    .replaceAll(REQUIRE_FROM_HERE, REQUIRE_FROM_ROOT);
}

/**
 * A program that holds another one as text and runs it from a `blob:`. The
 * gateway's threads run the same blob; a file of its own would need the
 * permission to read it, for a path that nobody knows when this is built.
 */
function wrap(code: string): string {
  const source = JSON.stringify(code);
  return `const blob = new Blob([${source}], { type: "text/javascript" });
await import(URL.createObjectURL(blob));
`;
}

if (import.meta.main) {
  const code = wrap(await bundle());
  await Deno.writeTextFile("gim", `${SHEBANG}\n${code}`, { mode: 0o755 });
  // The mode above is for a new file only.
  if (Deno.build.os !== "windows") await Deno.chmod("gim", 0o755);
}
