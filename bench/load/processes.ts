import { setPriority } from "node:os";
import { SERVICE_FLAGS } from "../../scripts/service_flags.ts";
import type { Plan, Rounds, Target } from "./drive.ts";
import { TextLineStream } from "./lines.ts";

const GIM = new URL("../../main.ts", import.meta.url).href;
const BARE = new URL("../bare_server.ts", import.meta.url).href;
const DRIVE = new URL("./drive.ts", import.meta.url).href;

/** A server under load, a process of its own. */
export interface RunningServer extends Target {
  stop(): Promise<void>;
}

/** Starts GIM as its users do, with these flags beside. */
export function startGim(flags: readonly string[]): Promise<RunningServer> {
  const addresses = ["--ws=127.0.0.1:0", "--http=127.0.0.1:0"];
  return start([
    ...SERVICE_FLAGS,
    GIM,
    ...addresses,
    "--log-format=json",
    ...flags,
  ]);
}

/** Bytes of the two frames that a private message causes. */
export interface FrameSizes {
  readonly reply: number;
  readonly push: number;
}

/** Starts the server that only passes messages on. */
export function startBare(sizes: FrameSizes): Promise<RunningServer> {
  const { reply, push } = sizes;
  return start(["--allow-net", BARE, String(reply), String(push)]);
}

/** A load generator that is ready. */
export interface Generator<Round> {
  round(seconds: number): Promise<Round>;
  stop(): Promise<void>;
}

/**
 * Gives way to other processes: a generator that only makes the noise beside
 * what is measured must not keep the measuring one from a core.
 */
const LOW_PRIORITY = 10;

/** Starts a load generator and waits until all its connections are there. */
export async function startGenerator<K extends keyof Rounds>(
  { port, pid }: Target,
  plan: Plan<K>,
  { givesWay = false }: { givesWay?: boolean } = {},
): Promise<Generator<Rounds[K]>> {
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-all",
      DRIVE,
      JSON.stringify({ port, pid }),
      JSON.stringify(plan),
    ],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  if (givesWay) setPriority(process.pid, LOW_PRIORITY);
  const answers = linesOf(process.stdout);
  const input = process.stdin.getWriter();
  const ready = await answers.next();
  if (ready.done) throw new Error("a load generator ended early");
  return {
    async round(seconds) {
      await input.write(new TextEncoder().encode(`${seconds}\n`));
      const { value, done } = await answers.next();
      if (done) throw new Error("a load generator ended early");
      return JSON.parse(value);
    },
    async stop() {
      await input.close();
      await process.status;
    },
  };
}

async function start(args: readonly string[]): Promise<RunningServer> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", ...args],
    stderr: "piped",
  }).spawn();
  for await (const line of linesOf(process.stderr)) {
    const { event, gateway } = JSON.parse(line);
    if (event !== "listening") continue;
    return {
      pid: process.pid,
      port: Number(gateway.split(":").at(-1)),
      async stop() {
        process.kill("SIGKILL");
        await process.status;
      },
    };
  }
  throw new Error("a server ended before it listened");
}

async function* linesOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string, void> {
  yield* stream
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
}
