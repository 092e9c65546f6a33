import type { Options } from "../options/options.ts";

/** A missing permission; the message names option and flag. */
export class PermissionError extends Error {
  override readonly name = "PermissionError";
}

/**
 * Gives back permissions that the options do not need: `--allow-sys` is only
 * for V8's inspector. Threads that are started later have no more than what is
 * left.
 *
 * @throws {PermissionError} when one is missing that the options need
 */
export async function keepNeededPermissions(
  { profilingEnabled }: Pick<Options, "profilingEnabled">,
): Promise<void> {
  const sys = { name: "sys" } as const;
  if (!profilingEnabled) {
    await Deno.permissions.revoke(sys);
    return;
  }
  const { state } = await Deno.permissions.query(sys);
  if (state === "granted") return;
  throw new PermissionError(
    "--profiling-enabled: no way to V8's inspector: run with --allow-sys",
  );
}
