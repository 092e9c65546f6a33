import { assertEquals } from "@std/assert";
import { LIFTED_LIMITS } from "../../scripts/lifted_limits.ts";
import { SERVICE_FLAGS } from "../../scripts/service_flags.ts";
import { within } from "./client.ts";

const ROOT = new URL("../../", import.meta.url);
/** Two different addresses, as by default, so that there are two listeners. */
const ANY_PORTS = ["--ws", "127.0.0.1:0", "--http", "localhost:0"];

/**
 * How many threads hold the sockets of the services that tests start. The suite
 * runs with 1 and, set by this variable, with 3.
 */
export const THREADS = Deno.env.get("GIM_TEST_GATEWAY_WORKER") ?? "1";

/**
 * What holds the sockets of the services that tests start: `deno`, or what this
 * variable says.
 */
export const ENGINE = Deno.env.get("GIM_TEST_GATEWAY_ENGINE") ?? "deno";

/**
 * A compiled `gim` that tests start instead of the sources, if this variable
 * names one.
 */
const BINARY = Deno.env.get("GIM_TEST_BINARY");

/** A line of the service's log. */
export interface LogLine {
  readonly level: string;
  readonly event: string;
  readonly [field: string]: unknown;
}

/** How a process ended, and what it wrote. */
export interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** What a `gim` process is started with. */
export interface GimOptions {
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** The program, where it is not the service itself. */
  readonly main?: string | undefined;
  /** What it keeps its data in, on disk; memory where none is given. */
  readonly dataDir?: string | undefined;
  /** A directory that it may read. */
  readonly reads?: string | undefined;
}

/** The flags of a service on disk, and what they need. */
function onDisk(dataDir: string | undefined) {
  if (dataDir === undefined) return { flags: [], permissions: [] };
  return {
    flags: ["--storage", "disk", "--data-dir", dataDir],
    permissions: [`--allow-read=${dataDir}`, `--allow-write=${dataDir}`],
  };
}

/** The command and the words that start a program, before its arguments. */
function programOf(
  { main, dataDir, reads }: GimOptions,
): [string, ...string[]] {
  if (BINARY !== undefined && main === undefined) return [BINARY];
  const flags = [
    "--frozen",
    "--lock=service.lock",
    ...SERVICE_FLAGS,
    "--allow-read=.",
    ...onDisk(dataDir).permissions,
    ...reads === undefined ? [] : [`--allow-read=${reads}`],
  ];
  return [Deno.execPath(), "run", ...flags, main ?? "main.ts"];
}

function command(
  options: GimOptions,
  out: "piped" | "null",
): Deno.Command {
  const { args = [], environment = {} } = options;
  const [program, ...words] = programOf(options);
  return new Deno.Command(program, {
    args: [...words, ...onDisk(options.dataDir).flags, ...args],
    cwd: ROOT,
    env: { ...environment, NO_COLOR: "1" },
    stdin: "null",
    stdout: out,
    stderr: "piped",
  });
}

/** Milliseconds after which a command that should end is killed. */
const RUN_TIMEOUT = 60_000;
/** Milliseconds after which waiting for a line fails. */
const PATIENCE = 60_000;

/** Runs `gim` to its end. A command that goes on ends with status 137. */
export async function runGim(
  args: readonly string[],
  environment: GimOptions["environment"] = {},
  dataDir?: string,
): Promise<Ended> {
  const child = command({ args, environment, dataDir }, "piped").spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), RUN_TIMEOUT);
  const { code, stdout, stderr } = await child.output();
  clearTimeout(timer);
  const decoder = new TextDecoder();
  return {
    status: code,
    out: decoder.decode(stdout),
    err: decoder.decode(stderr),
  };
}

/** A running service: the real process, on ports of its own. */
export class Gim implements AsyncDisposable {
  #child: Deno.ChildProcess;
  #log: LineReader;
  #stopped = false;
  /** Where the gateway listens, `host:port`. */
  readonly gateway: string;
  /** Where the API listens, `host:port`. */
  readonly api: string;
  /** The lines written before it listened. */
  readonly firstLines: readonly LogLine[];

  private constructor(
    child: Deno.ChildProcess,
    log: LineReader,
    lines: readonly LogLine[],
  ) {
    this.#child = child;
    this.#log = log;
    this.firstLines = lines;
    const listening = lines.at(-1);
    this.gateway = String(listening?.gateway);
    this.api = String(listening?.api);
  }

  /** Starts the service and waits until it listens. */
  static async start(options: GimOptions = {}): Promise<Gim> {
    const args = [
      ...ANY_PORTS,
      ...["--log-format", "json", "--gateway-worker", THREADS],
      ...["--gateway-engine", ENGINE],
      ...LIFTED_LIMITS,
      ...options.args ?? [],
    ];
    const child = command({ ...options, args }, "null").spawn();
    const log = new LineReader(child.stderr);
    const lines: LogLine[] = [];
    for (;;) {
      const line = await log.next();
      if (line === undefined) {
        throw new Error(`gim ended with status ${(await child.status).code}`);
      }
      lines.push(parseLine(line));
      if (lines.at(-1)?.event === "listening") break;
    }
    return new Gim(child, log, lines);
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** The address for a WebSocket client. */
  get ws(): string {
    return `ws://${this.gateway}`;
  }

  /** The address of the HTTP API. */
  get http(): string {
    return `http://${this.api}`;
  }

  /** Bytes of memory that the process holds. */
  async memory(): Promise<number> {
    const status = await Deno.readTextFile(`/proc/${this.pid}/status`);
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
  }

  /** Sends a signal. */
  signal(name: Deno.Signal): void {
    this.#child.kill(name);
  }

  /** Waits for a line of the log; those before it are skipped. */
  logged(event: string): Promise<LogLine> {
    return within(PATIENCE, this.#find(event), `"${event}" is not logged`);
  }

  async #find(event: string): Promise<LogLine> {
    for (;;) {
      const text = await this.#log.next();
      if (text === undefined) throw new Error(`gim ended without "${event}"`);
      const line = parseLine(text);
      if (line.event === event) return line;
    }
  }

  /**
   * Passes on each further line of the log, until it ends. A service that
   * writes much would be held up if nobody read it.
   */
  async follow(tell: (line: LogLine) => void): Promise<void> {
    for (;;) {
      const text = await this.#log.next();
      if (text === undefined) return;
      tell(parseLine(text));
    }
  }

  /**
   * Waits for the process to end; returns its status and remaining log. One
   * that does not end is killed, which shows as the status 137.
   */
  async ended(): Promise<{ status: number; lines: LogLine[] }> {
    this.#stopped = true;
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), RUN_TIMEOUT);
    const lines: LogLine[] = [];
    for (;;) {
      const line = await this.#log.next();
      if (line === undefined) break;
      lines.push(parseLine(line));
    }
    const { code } = await this.#child.status;
    clearTimeout(timer);
    return { status: code, lines };
  }

  /** Stops the service; fails when an error came up while it ran. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#stopped) return;
    this.signal("SIGTERM");
    const { status, lines } = await this.ended();
    const end = lines.findIndex(({ event }) => event === "stopping");
    const running = lines.slice(0, end < 0 ? lines.length : end);
    assertEquals(running.filter(({ level }) => level === "error"), []);
    assertEquals(status, 0, "the exit status after SIGTERM");
  }
}

/**
 * One service for all tests of a file: started before the first of them,
 * stopped after the last. To be called at the top of the file.
 */
export function serviceOfThisFile(
  ...args: readonly string[]
): Pick<Gim, "ws" | "http" | "gateway" | "api" | "memory"> {
  let gim: Gim | undefined;
  Deno.test.beforeAll(async () => {
    gim = await Gim.start({ args });
  });
  Deno.test.afterAll(async () => {
    await gim?.[Symbol.asyncDispose]();
  });
  const running = () => {
    if (gim === undefined) throw new Error("the service has not been started");
    return gim;
  };
  return {
    get ws() {
      return running().ws;
    },
    get http() {
      return running().http;
    },
    get gateway() {
      return running().gateway;
    },
    get api() {
      return running().api;
    },
    memory: () => running().memory(),
  };
}

function parseLine(line: string): LogLine {
  try {
    return JSON.parse(line);
  } catch {
    return { level: "error", event: line };
  }
}

/**
 * Lines of a stream, read only on demand: a read that goes on from one test
 * into another would be reported as a leak.
 */
export class LineReader {
  #reader: ReadableStreamDefaultReader<Uint8Array>;
  #decoder = new TextDecoder();
  #text = "";

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  /** The next line without its newline; undefined at the end. */
  async next(): Promise<string | undefined> {
    for (;;) {
      const end = this.#text.indexOf("\n");
      if (end >= 0) {
        const line = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 1);
        return line;
      }
      const { done, value } = await this.#reader.read();
      if (done) return undefined;
      this.#text += this.#decoder.decode(value, { stream: true });
    }
  }
}
