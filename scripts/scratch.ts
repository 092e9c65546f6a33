/** What ends a build from outside, with the status a shell tells of it. */
const SIGNALS: readonly (readonly [Deno.Signal, number])[] = [
  ["SIGINT", 130],
  ...Deno.build.os === "windows"
    ? []
    : [["SIGTERM", 143], ["SIGHUP", 129]] as const,
];

/** Milliseconds after which a folder is one that a killed build has left. */
const LEFT_BEHIND = 60 * 60 * 1000;

/**
 * Runs `build` with a new folder in the current one, and removes it at the end.
 * A signal stops the build by the one it is handed and ends the process once
 * the folder is gone. What a build has left that was killed outright, a later
 * one removes.
 */
export async function withScratch(
  prefix: string,
  build: (folder: string, stop: AbortSignal) => Promise<void>,
): Promise<void> {
  await removeOld(prefix);
  const stop = new AbortController();
  const statuses = stopOnSignals(stop);
  const folder = await Deno.makeTempDir({ dir: ".", prefix: `${prefix}.` });
  try {
    await build(folder, stop.signal);
  } finally {
    await Deno.remove(folder, { recursive: true });
    const [status] = statuses;
    if (status !== undefined) Deno.exit(status);
  }
}

/** Returns the statuses to end with, of the signals that have come. */
function stopOnSignals(stop: AbortController): readonly number[] {
  const statuses: number[] = [];
  for (const [signal, status] of SIGNALS) {
    Deno.addSignalListener(signal, () => {
      statuses.push(status);
      stop.abort();
    });
  }
  return statuses;
}

async function removeOld(prefix: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(".")) {
    if (!isDirectory || !name.startsWith(`${prefix}.`)) continue;
    const { mtime } = await Deno.stat(name);
    if (Date.now() - Number(mtime) < LEFT_BEHIND) continue;
    await Deno.remove(name, { recursive: true });
  }
}
