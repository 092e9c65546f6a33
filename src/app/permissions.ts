import { fileURLToPath } from "node:url";
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

/**
 * Makes sure that the data directory can be reached, where there is one.
 *
 * @throws {PermissionError} when it cannot
 */
export async function requireFiles(
  { storage, dataDir }: Pick<Options, "storage" | "dataDir">,
): Promise<void> {
  if (storage !== "disk") return;
  for (const name of ["read", "write"] as const) {
    const { state } = await Deno.permissions.query({ name, path: dataDir });
    if (state === "granted") continue;
    throw new PermissionError(
      `--data-dir: no way to ${JSON.stringify(dataDir)}: run with ` +
        `--allow-read=${dataDir} --allow-write=${dataDir}`,
    );
  }
}

/**
 * Gives back what only the start needed: the threads that have the data
 * directory keep their own part of it. A program that runs from its sources
 * goes on reading those, as a thread that is started again does, and one with
 * TLS its certificate.
 */
export async function giveBackFiles(
  entry: string,
  { tlsCert }: Pick<Options, "tlsCert">,
): Promise<void> {
  await Deno.permissions.revoke({ name: "write" });
  if (sourcesOf(entry) === undefined && tlsCert === undefined) {
    await Deno.permissions.revoke({ name: "read" });
  }
}

/** The folder of the program's modules; undefined where it is one piece. */
export function sourcesOf(entry: string): string | undefined {
  const isOnePiece = Deno.build.standalone || !entry.startsWith("file:");
  return isOnePiece ? undefined : fileURLToPath(new URL(".", entry));
}
