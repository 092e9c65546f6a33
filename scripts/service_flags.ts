/**
 * What the service may do, and nothing else: listen and connect, list its
 * variables (it gives that back as soon as it has), and, for profiles, reach V8's inspector, which Deno counts to what
 * tells about the system. It gives that one back at once where profiling is off
 * (`src/app/permissions.ts`). Both ways of building `./gim` write these flags into
 * it, and what is built cannot be given another one.
 *
 * There is no permission to read, though a gateway's thread loads a module of
 * its own: the bundle's is a `blob:`, and the binary's is embedded, which is
 * read without. Only a service that runs from its sources needs
 * `--allow-read=.` for its threads.
 */
export const SERVICE_FLAGS: readonly string[] = [
  "--no-prompt",
  "--allow-net",
  "--allow-sys",
  "--allow-env",
];

/**
 * How the bundled service runs without the project beside it: with what
 * `deno.json` switches on, and without looking for another `deno.json` or lock
 * where it lies.
 */
export const BUNDLE_FLAGS: readonly string[] = [
  ...["--no-config", "--no-lock"],
  ...["--unstable-net", "--unstable-no-legacy-abort"],
  ...SERVICE_FLAGS,
];
