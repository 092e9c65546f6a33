import { TextLineStream } from "../load/lines.ts";
import type { RedisServer } from "../../tests/helpers/redis_server.ts";

/** Commands of other clients, which are not part of a send. */
const BESIDE = new Set(["ping", "monitor"]);

/**
 * The commands that clients of Redis send while something is done, by name.
 * `MONITOR` distinguishes them from those within scripts, which are no round
 * trips; `INFO commandstats` counts both alike.
 */
export async function commandsOf(
  server: RedisServer,
  run: () => Promise<void>,
): Promise<ReadonlyMap<string, number>> {
  const monitor = new Deno.Command("redis-cli", {
    args: ["-p", String(server.port), "monitor"],
    stdout: "piped",
  }).spawn();
  const lines = monitor.stdout.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
  const counts = new Map<string, number>();
  const { promise: watching, resolve } = Promise.withResolvers<void>();
  const reading = (async () => {
    for await (const line of lines) {
      resolve();
      const name = clientCommandOf(line);
      if (name === undefined || BESIDE.has(name)) continue;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  })();
  await watching;
  await run();
  monitor.kill("SIGTERM");
  await monitor.status;
  await reading;
  return counts;
}

/** The command of a line of MONITOR; undefined for one within a script. */
export function clientCommandOf(line: string): string | undefined {
  const [, from, name] = /^\d+\.\d+ \[\d+ (\S+)\] "([^"]+)"/.exec(line) ?? [];
  return from === "lua" ? undefined : name?.toLowerCase();
}
