/** Milliseconds for a service to listen and, told so, to end. */
const TIMEOUT = 20_000;

/** On ports of its own, with the sockets in threads beside the core's. */
const FLAGS = [
  ...["--ws", "127.0.0.1:0", "--http", "127.0.0.1:0"],
  ...["--gateway-worker", "2", "--log-format", "json"],
];

/**
 * Starts a service with two threads and ends it when it listens, which it does
 * once each of them does. Returns what it said instead; undefined: all is well.
 */
export async function checkThreads(
  [command = "", ...args]: readonly string[],
  stop: AbortSignal = new AbortController().signal,
): Promise<string | undefined> {
  const child = new Deno.Command(command, {
    args: [...args, ...FLAGS],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    signal: stop,
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), TIMEOUT);
  let said = "";
  let listens = false;
  for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
    said += text;
    if (listens || !said.includes('"event":"listening"')) continue;
    listens = true;
    child.kill("SIGTERM");
  }
  const { code } = await child.status;
  clearTimeout(timer);
  return listens && code === 0 ? undefined : `${said}status ${code}`;
}
