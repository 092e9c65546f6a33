import { getHeapStatistics } from "node:v8";
import project from "../deno.json" with { type: "json" };
import { systemClock } from "./clock.ts";
import { describeFault } from "./errors.ts";
import { listen, type Listener, ListenError } from "./listen.ts";
import { createLog, type Log } from "./log.ts";
import { Metrics } from "./metrics/metrics.ts";
import { formatAddress, sameAddress } from "./options/address.ts";
import type { Options } from "./options.ts";
import { keepNeededPermissions, PermissionError } from "./permissions.ts";
import { OPERATIONS } from "./protocol/operations.ts";
import { Tracing } from "./tracing.ts";
import { createService, type Service } from "./service.ts";

/** Milliseconds for requests that run when the server is told to stop. */
const DRAIN_TIMEOUT = 2000;
/** Milliseconds for peers to answer the close frame; then they are cut off. */
const CLOSE_TIMEOUT = 1500;
/** Messages beyond this share of the heap leave too little for the rest. */
const HEAP_SHARE = 0.6;

/** The runtime does that before it asks us; nothing takes it off again. */
const URL_WARNING =
  "OTEL_DENO: Deno exports whole URLs, a ?token= too: use the authorization header";

/** A service that listens. */
export interface Server {
  readonly gateway: Listener;
  readonly api: Listener;
  /**
   * Answers what is running, closes all sockets 1001 and lets the addresses go,
   * within {@linkcode DRAIN_TIMEOUT} plus {@linkcode CLOSE_TIMEOUT} even when a
   * peer does not read.
   */
  stop(): Promise<void>;
}

/**
 * Builds a service and binds its addresses, or the one where both are equal.
 *
 * @throws {ListenError} when an address cannot be bound
 */
export function startServer(
  options: Options,
  { log, commit }: { log: Log; commit?: string | undefined },
): Server {
  const tracing = Tracing.create();
  if (tracing !== undefined) log.warn(URL_WARNING);
  const service = createService(options, {
    clock: systemClock,
    log,
    version: project.version,
    commit,
    metrics: new Metrics(Object.values(OPERATIONS)),
    tracing,
  });
  const listeners: Listener[] = [];
  try {
    const { gatewayAddress, apiAddress } = options;
    const oneForBoth = sameAddress(gatewayAddress, apiAddress);
    const gateway = listen(gatewayAddress, service.handler, {
      atApi: oneForBoth,
    });
    listeners.push(gateway);
    if (oneForBoth) {
      return { gateway, api: gateway, stop: () => stop(service, listeners) };
    }
    const api = listen(apiAddress, service.handler, { atApi: true });
    listeners.push(api);
    return { gateway, api, stop: () => stop(service, listeners) };
  } catch (fault) {
    service.close();
    for (const listener of listeners) listener.abort();
    throw fault;
  }
}

/**
 * Runs the service until a signal ends it. Returns the exit status: 0 after an
 * orderly end, 1 when an address cannot be bound, 130 when a second signal cut
 * the end short. `commit` is what `/version` tells of the code.
 */
export async function runServer(
  options: Options,
  commit?: string,
): Promise<number> {
  const log = createLog({
    level: options.logLevel,
    format: options.logFormat,
    write: writeToStderr,
    now: Date.now,
  });
  // Whoever reads that the service listens may send a signal at once.
  const signals = new Signals();
  const server = await tryStart(options, { log, commit });
  if (server === undefined) return 1;
  keepAliveOnFaults(log);
  warn(options, log);
  log.info("listening", {
    gateway: formatAddress(server.gateway.address),
    api: formatAddress(server.api.address),
  });
  log.info("stopping", { signal: await signals.next() });
  const cut = signals.next().then(() => 130);
  return await Promise.race([server.stop().then(() => 0), cut]);
}

async function tryStart(
  options: Options,
  about: { log: Log; commit: string | undefined },
): Promise<Server | undefined> {
  try {
    await keepNeededPermissions(options);
    return startServer(options, about);
  } catch (fault) {
    const expected = [ListenError, PermissionError];
    if (!expected.some((kind) => fault instanceof kind)) throw fault;
    writeToStderr(`gim: ${(fault as Error).message}\n`);
    return undefined;
  }
}

async function stop(
  service: Service,
  listeners: readonly Listener[],
): Promise<void> {
  await atMost(DRAIN_TIMEOUT, service.drain());
  service.close();
  // The close frames leave in the next turn; shutting down would overtake them.
  await new Promise((resolve) => setTimeout(resolve, 1));
  await atMost(
    CLOSE_TIMEOUT,
    Promise.all(listeners.map((listener) => listener.shutdown())),
  );
  for (const listener of listeners) listener.abort();
}

async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  const { promise: timeout, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([work, timeout]);
  clearTimeout(timer);
}

/** SIGINT and SIGTERM, one after the other. */
class Signals {
  #waiting: ((name: string) => void)[] = [];

  constructor() {
    for (const name of ["SIGINT", "SIGTERM"] as const) {
      Deno.addSignalListener(name, () => this.#waiting.shift()?.(name));
    }
  }

  next(): Promise<string> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

/** One faulty handler must not end the process, and with it every chat. */
function keepAliveOnFaults(log: Log): void {
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    log.error("unhandled rejection", { fault: describeFault(event.reason) });
  });
  addEventListener("error", (event) => {
    event.preventDefault();
    log.error("uncaught error", { fault: describeFault(event.error) });
  });
}

function warn(options: Options, log: Log): void {
  if (options.authSecret === undefined) {
    log.warn("no --auth-secret: anybody can log in as any user");
  }
  const heap = getHeapStatistics().heap_size_limit;
  if (options.storageLimit > heap * HEAP_SHARE) {
    log.warn("--storage-limit does not fit the heap: raise the heap limit", {
      storageLimit: options.storageLimit,
      heapLimit: heap,
      raiseWith: "DENO_V8_FLAGS=--max-old-space-size=<MiB>",
    });
  }
}

/** Whoever reads the log may go away: that must not end the service. */
function writeToStderr(line: string): void {
  const bytes = new TextEncoder().encode(line);
  try {
    for (let sent = 0; sent < bytes.length;) {
      sent += Deno.stderr.writeSync(bytes.subarray(sent));
    }
  } catch {
    // There is nobody left to tell.
  }
}
