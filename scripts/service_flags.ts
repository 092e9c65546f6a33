/**
 * What the service may do, and nothing else: listen and connect, list its
 * variables (it gives that back as soon as it has), and, for profiles, reach V8's inspector, which Deno counts to what
 * tells about the system. It gives that one back at once where profiling is off
 * (`src/app/permissions.ts`). Both ways of building `./gim` write these flags into
 * it, and what is built cannot be given another one.
 *
 * A gateway's thread that loads a module of its own needs no permission to read
 * where that is the bundle's `blob:`, or embedded in the binary.
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
 * where it lies. Nobody knows when it is built which directory it will keep its
 * data in, so it may touch any, and gives that back before it listens; only the
 * threads that have the data keep their directory (`src/app/permissions.ts`).
 */
export const BUNDLE_FLAGS: readonly string[] = [
  ...["--no-config", "--no-lock"],
  ...["--unstable-net", "--unstable-no-legacy-abort"],
  "--unstable-worker-options",
  ...SERVICE_FLAGS,
  ...["--allow-read", "--allow-write"],
];

/**
 * What a service that runs from its sources may touch: those, for its threads,
 * and the data directory that it has by default.
 */
export const SOURCE_FLAGS: readonly string[] = [
  "--allow-read=.",
  "--allow-write=gim-data",
];
