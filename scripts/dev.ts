/**
 * Runs the service from its sources and starts it again when one changes.
 *
 * Deno's own watcher (`deno run --watch`) takes the end of a service that was
 * told to stop for one more reason to wait for a change, and stays.
 *
 * It runs with all permissions, as it starts programs, and as Deno lets nobody
 * else read `/proc`; the service has its own.
 *
 * @module
 */

import { isUnbroken, lineageFromNpm } from "./lineage.ts";
import { Restarting } from "./restarting.ts";
import { SERVICE_FLAGS, SOURCE_FLAGS } from "./service_flags.ts";
import { watchSources } from "./watch_sources.ts";

/** Milliseconds between two looks whether who started this is still there. */
const LOOK_INTERVAL = 1000;
/** The service's status for arguments that no change of a source mends. */
const USAGE = 2;

const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];

function tell(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`dev: ${text}\n`));
}

function start(): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--frozen", "--lock=service.lock"],
      ...SERVICE_FLAGS,
      ...SOURCE_FLAGS,
      "main.ts",
      ...Deno.args,
    ],
    stdin: "null",
  }).spawn();
}

/** Ends with the service where a signal, or the end of who started this, asks for it. */
function endWith(service: Restarting): void {
  const end = async (signal: Deno.Signal) => {
    Deno.exit(await service.stop(signal));
  };
  for (const signal of SIGNALS) {
    Deno.addSignalListener(signal, () => void end(signal));
  }
  const parent = Deno.ppid;
  const lineage = lineageFromNpm();
  setInterval(() => {
    if (Deno.ppid !== parent || !isUnbroken(lineage)) void end("SIGTERM");
  }, LOOK_INTERVAL);
}

if (import.meta.main) {
  // First, as a source may change while the service starts.
  const changes = watchSources();
  const service = new Restarting(start, (status) => {
    if (status === USAGE) Deno.exit(status);
    tell(`the service ended with status ${status}: waiting for a change`);
  });
  endWith(service);
  for await (const path of changes) {
    tell(`${path} changed: starting again`);
    await service.restart();
  }
}
