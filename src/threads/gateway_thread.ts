import { parentPort, workerData } from "node:worker_threads";
import { type Clock, systemClock } from "../base/clock.ts";
import { atMost } from "../base/within.ts";
import { closeListeners } from "../listener/close_listeners.ts";
import { describeFault } from "../base/errors.ts";
import {
  createGateway,
  createHub,
  createSenders,
} from "../wiring/create_gateway.ts";
import { BoundedLog } from "../observe/bounded_log.ts";
import { DenoEngine } from "../gateway/engines/deno.ts";
import type { Gateway } from "../gateway/gateway.ts";
import { SocketCount } from "../gateway/socket_count.ts";
import { createHandler, type Handler } from "../listener/handler.ts";
import { keepAlive } from "../listener/keep_alive.ts";
import { listen, type Listener } from "../listener/listen.ts";
import type { LineWriter } from "../observe/line_writer.ts";
import type { Log } from "../observe/log.ts";
import { openStderrLog } from "../observe/stderr_log.ts";
import { watchLoopLag } from "../observe/metrics/loop_lag.ts";
import { Metrics } from "../observe/metrics/metrics.ts";
import type { Options } from "../options/options.ts";
import { type Address, sameAddress } from "../options/address.ts";
import { takeHeapSnapshot } from "../observe/profiles/heap_snapshot.ts";
import {
  type ProfileRequest,
  takeProfile,
} from "../observe/profiles/v8_profile.ts";
import { OPERATIONS } from "../protocol/operations.ts";
import { addThread, readThread, type ThreadSources } from "../wiring/stats.ts";
import { Tracing } from "../observe/tracing.ts";
import { type CallMessage, Calls } from "./calls.ts";
import { HttpForward } from "./http_forward.ts";
import { type Port, threadName, type ThreadStart } from "./link.ts";
import { RemoteCore } from "./remote_core.ts";

/** Milliseconds for writing the last lines, as long as somebody reads them. */
const LAST_LINES = 200;

/**
 * Runs a gateway in this worker, until the core ends the worker. It holds
 * sockets and asks the core; it listens when the core says so.
 */
export function runGatewayThread(): void {
  const { options, counts, place } = workerData as ThreadStart<Options>;
  if (parentPort === null) throw new TypeError("not in a worker");
  const port: Port = parentPort;
  const environment = createEnvironment(options, place);
  const { metrics, onFault } = environment;
  keepAlive(environment.log);
  const { hub, commands, scheduler } = createHub(options, environment);
  const core = new RemoteCore({ port, commands, clock: systemClock, onFault });
  const senders = createSenders(options);
  const gateway = createGateway(options, {
    ...environment,
    ...{ hub, core, origins: senders.origins },
    name: `${threadName(place)}.`,
    sockets: new SocketCount(counts, place),
  });
  const parts = { gateway, scheduler };
  metrics.addGauges((samples) => addThread(samples, parts));
  const calls = new Calls(port);
  const { traceHeader } = options;
  const http = new HttpForward({ calls, traceHeader });
  const handler = createHandler({
    ...environment,
    ...senders,
    ...{ gateway, traceHeader, counts: metrics.http },
    api: { handle: (request, _url, about) => http.forward(request, about) },
  });
  calls.serve({
    alive: () => undefined,
    ...http.handlers,
    ...listening(options, {
      ...environment,
      ...{ gateway, handler },
      onChange: (bound) => void calls.call("bound", bound).catch(() => {}),
    }),
    ...telling(parts, metrics),
  });
  parentPort.on("message", (message: string | CallMessage) => {
    if (typeof message === "string") core.receive(message);
    else calls.receive(message);
  });
  calls.call("ready").catch(() => {});
}

function createEnvironment(options: Options, place: number) {
  const metrics = new Metrics(Object.values(OPERATIONS), threadName(place));
  const { log, lines } = openStderrLog({
    level: options.logLevel,
    format: options.logFormat,
  });
  metrics.droppedLines = () => lines.dropped;
  const clock = systemClock;
  watchLoopLag(clock, metrics.loopLag);
  const onSuppressed = () => void metrics.suppressedLines++;
  return {
    ...{ metrics, lines, clock },
    log: new BoundedLog({ log, clock, onSuppressed }),
    tracing: Tracing.create(),
    onFault: (fault: unknown) =>
      log.error("fault", { fault: describeFault(fault) }),
  };
}

/** What the core calls here to make it listen and stop. */
function listening(
  options: Options,
  { gateway, handler, lines, clock, log, onChange }: {
    gateway: Gateway;
    handler: Handler;
    lines: LineWriter;
    clock: Clock;
    log: Log;
    onChange: (bound: boolean) => void;
  },
) {
  const { gatewayAddress, apiAddress } = options;
  const atApi = sameAddress(gatewayAddress, apiAddress);
  const listeners: Listener[] = [];
  const engine = new DenoEngine(clock);
  return {
    listen: async (address: Address): Promise<Address> => {
      const listener = await listen(address, handler, {
        ...{ engine, reusePort: true, atApi, clock, log, onChange },
      });
      listeners.push(listener);
      return listener.address;
    },
    drain: () => gateway.drain(),
    drainHttp: () => handler.drain(),
    sendAway: () => gateway.closeAll(),
    close: async () => {
      gateway.closeAll();
      await closeListeners(listeners, clock);
      await atMost(lines.flushed(), { ms: LAST_LINES, clock });
    },
  };
}

/** What the core calls here to inspect the thread. */
function telling(parts: ThreadSources, metrics: Metrics) {
  let cut = Promise.withResolvers<void>();
  return {
    metrics: () => metrics.collect(),
    stats: () => readThread(parts),
    profile: (request: ProfileRequest) => {
      cut = Promise.withResolvers();
      return takeProfile(request, { clock: systemClock, cut: cut.promise });
    },
    endProfile: () => cut.resolve(),
    heapSnapshot: () => takeHeapSnapshot(),
  };
}
