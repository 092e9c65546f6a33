import { setPriority } from "node:os";
import { TextLineStream } from "./lines.ts";
import type { Extent, Plan, Target } from "./load.ts";
import type { Round } from "./measures.ts";

const DRIVE = new URL("./drive.ts", import.meta.url).href;

/** A server under load, in a process of its own. */
export interface RunningServer {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

/**
 * Starts a server that prints its address as a line of JSON on standard error.
 * Later lines are read and dropped, as nobody else reads them.
 */
export async function startServer(
  command: string,
  args: readonly string[],
): Promise<RunningServer> {
  const process = new Deno.Command(command, {
    args: [...args],
    stderr: "piped",
  }).spawn();
  const lines = linesOf(process.stderr);
  const gateway = await listening(lines);
  const rest = drop(lines);
  return {
    pid: process.pid,
    port: Number(gateway.split(":").at(-1)),
    async stop() {
      process.kill("SIGKILL");
      await process.status;
      await rest;
    },
  };
}

/** A load generator that is ready. */
export interface Generator {
  round(extent: Extent): Promise<Round[]>;
  stop(): Promise<void>;
}

/**
 * The priority of a generator that only makes noise: it must not take a core
 * from the measuring one.
 */
const LOW_PRIORITY = 10;

/** Starts a load generator and waits until all its connections are there. */
export async function startGenerator(
  target: Target,
  plan: Plan,
  { givesWay = false }: { givesWay?: boolean } = {},
): Promise<Generator> {
  const { port, pid, redisPid, driver } = target;
  const texts = [{ port, pid, redisPid, driver }, plan].map((each) =>
    JSON.stringify(each)
  );
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", DRIVE, ...texts],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  if (givesWay) setPriority(process.pid, LOW_PRIORITY);
  const answers = linesOf(process.stdout);
  const input = process.stdin.getWriter();
  await nextOf(answers);
  return {
    async round(extent) {
      const line = JSON.stringify(extent) + "\n";
      await input.write(new TextEncoder().encode(line));
      return JSON.parse(await nextOf(answers));
    },
    async stop() {
      await input.close();
      await process.status;
      await drop(answers);
    },
  };
}

async function nextOf(lines: AsyncGenerator<string, void>): Promise<string> {
  const { value, done } = await lines.next();
  if (done) throw new Error("a load generator ended early");
  return value;
}

async function listening(
  lines: AsyncGenerator<string, void>,
): Promise<string> {
  for (;;) {
    const { value, done } = await lines.next();
    if (done) throw new Error("a server ended before it listened");
    const { event, gateway } = JSON.parse(value);
    if (event === "listening") return gateway;
  }
}

async function drop(lines: AsyncGenerator<string, void>): Promise<void> {
  while (!(await lines.next()).done);
}

async function* linesOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string, void> {
  yield* stream
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
}
