/**
 * Compiles `./gim`, a binary that needs no Deno. The base runtime (denort) is
 * downloaded by `deno compile`, or read from the file that `DENORT_BIN` names.
 *
 * @module
 */

import { bundleService } from "./bundle_service.ts";
import { checkThreads } from "./check_threads.ts";
import { compileFault, startFault } from "./compile_faults.ts";
import { run } from "./run.ts";
import { BUNDLE_FLAGS } from "./service_flags.ts";
import { withScratch } from "./scratch.ts";

const SUFFIX = Deno.build.os === "windows" ? ".exe" : "";
const BINARY = `gim${SUFFIX}`;

/**
 * Packages the bundle. A gateway's thread runs the same module, which needs no
 * `--include`, as it is what is compiled.
 *
 * Without `--no-code-cache` the binary would keep compiled code under a name of
 * its own in the folder for temporary files, where others can lay theirs first.
 */
async function compile(
  [source, binary]: readonly [string, string],
  stop: AbortSignal,
): Promise<void> {
  const { success, text } = await run(Deno.execPath(), [
    ...["compile", "--no-check", "--no-code-cache", "--app-name=gim"],
    ...BUNDLE_FLAGS,
    `--output=${binary}`,
    source,
  ], stop);
  if (!success) throw new Error(compileFault(text));
}

/** Starts a fresh binary, alone and with threads; fails when it does not work. */
async function check(binary: string, stop: AbortSignal): Promise<void> {
  const { success, text } = await run(binary, ["--version"], stop);
  if (!success || !text.startsWith("gim ")) throw new Error(startFault(text));
  const said = await checkThreads([binary], stop);
  if (said) throw new Error(`the binary does not start its threads: ${said}`);
}

/**
 * All is made in a folder of its own: `deno compile` refuses to replace a file
 * it did not write, such as a bundle, and a failed build must leave the last
 * good one and nothing else.
 */
async function build(folder: string, stop: AbortSignal): Promise<void> {
  const source = `${folder}/service.js`;
  const binary = `${folder}/${BINARY}`;
  await Deno.writeTextFile(source, await bundleService(stop));
  await compile([source, binary], stop);
  await check(`./${binary}`, stop);
  await Deno.rename(binary, BINARY);
}

if (import.meta.main) {
  try {
    await withScratch(".compile", build);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    await Deno.stderr.write(new TextEncoder().encode(`compile: ${said}\n`));
    Deno.exit(1);
  }
}
