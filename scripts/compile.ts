/**
 * Compiles `./gim`, a binary that needs no Deno. The base runtime (denort) is
 * downloaded by `deno compile`, or read from the file that `DENORT_BIN` names.
 *
 * @module
 */

import { checkThreads } from "./check_threads.ts";
import { SERVICE_FLAGS } from "./service_flags.ts";

const SUFFIX = Deno.build.os === "windows" ? ".exe" : "";
const BINARY = `gim${SUFFIX}`;
// `deno compile` refuses to replace a file it did not write, such as a bundle,
// and a failed build must leave the last good one.
const FRESH = `gim.new${SUFFIX}`;

interface Outcome {
  readonly success: boolean;
  readonly text: string;
}

async function run(command: string, args: string[]): Promise<Outcome> {
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args,
  }).output();
  const decoder = new TextDecoder();
  return { success, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

/**
 * A gateway's thread runs `main.ts`, which needs no `--include`: it is what is
 * compiled, and what it loads late it names in full, so all of it is embedded.
 */
function compile(): Promise<Outcome> {
  return run(Deno.execPath(), [
    "compile",
    "--frozen",
    "--exclude-unused-npm",
    "--app-name=gim",
    ...SERVICE_FLAGS,
    `--output=${FRESH}`,
    "main.ts",
  ]);
}

/** What is wrong with the compiled binary, `undefined` when nothing is. */
async function fault(): Promise<string | undefined> {
  const answer = await run(`./${FRESH}`, ["--version"]);
  if (!answer.success || !answer.text.startsWith("gim ")) {
    // `deno compile` takes any file for a base runtime, the deno binary too.
    return `cannot use what DENORT_BIN names: it is not the base runtime (denort) of Deno ${Deno.version.deno}`;
  }
  const said = await checkThreads([`./${FRESH}`]);
  return said && `the binary does not start its threads: ${said}`;
}

function explain(text: string): string {
  if (!text.includes("denort")) return text.trimEnd();
  return `cannot get the base runtime (denort) of Deno ${Deno.version.deno}: ` +
    "let DENORT_BIN name a local copy of it, or build with `deno task bundle`";
}

if (import.meta.main) {
  const outcome = await compile();
  const problem = outcome.success ? await fault() : explain(outcome.text);
  if (problem === undefined) {
    await Deno.rename(FRESH, BINARY);
  } else {
    if (outcome.success) await Deno.remove(FRESH);
    await Deno.stderr.write(new TextEncoder().encode(`compile: ${problem}\n`));
    Deno.exit(1);
  }
}
