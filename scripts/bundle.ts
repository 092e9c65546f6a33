/**
 * Writes `./gim`: the service as one JavaScript file with a shebang line, for
 * every machine that has Deno on its PATH.
 *
 * @module
 */

import { bundleService } from "./bundle_service.ts";
import { BUNDLE_FLAGS } from "./service_flags.ts";

// `--ext` is for the file's name, which has no suffix.
const SHEBANG = ["#!/usr/bin/env -S deno run --ext=js", ...BUNDLE_FLAGS]
  .join(" ");

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
  const code = wrap(await bundleService());
  await Deno.writeTextFile("gim", `${SHEBANG}\n${code}`, { mode: 0o755 });
  // The mode above is for a new file only.
  if (Deno.build.os !== "windows") await Deno.chmod("gim", 0o755);
}
