/** The bundler names each module by its path on the building machine. */
const MODULE_PATH_COMMENT = /^\/\/ \S+\.(?:[cm]?js|ts|json)\n/gm;

/**
 * The bundler gives modules of the older kind a `require` that starts from the
 * bundle's own file. They only ask for the runtime's own modules, and a `blob:`
 * is no place to start from.
 */
const REQUIRE_FROM_HERE = "createRequire(import.meta.url)";
const REQUIRE_FROM_ROOT = 'createRequire("file:///")';

/**
 * The service as the text of one module; `./gim` is made of it both as a script
 * and as a binary.
 *
 * @throws {Error} with the bundler's own words when it fails
 */
export async function bundleService(
  stop: AbortSignal = new AbortController().signal,
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["bundle", "--quiet", "--frozen", "--lock=service.lock"],
      ...["--platform=deno", "main.ts"],
    ],
    signal: stop,
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(decoder.decode(stderr).trimEnd());
  return decoder.decode(stdout)
    .replace(MODULE_PATH_COMMENT, "")
    .replaceAll(REQUIRE_FROM_HERE, REQUIRE_FROM_ROOT);
}
