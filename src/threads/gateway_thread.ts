import { parentPort, workerData } from "node:worker_threads";
import {
  createGateway,
  createHub,
  createSenders,
  type Senders,
} from "../wiring/create_gateway.ts";
import type { Gateway } from "../gateway/gateway.ts";
import { SocketCount } from "../gateway/socket_count.ts";
import { createHandler, type Handler } from "../listener/handler.ts";
import { keepAlive } from "../listener/keep_alive.ts";
import { sameAddress } from "../options/address.ts";
import type { Options } from "../options/options.ts";
import { createEngine } from "../wiring/create_engine.ts";
import { addThread, type ThreadSources } from "../wiring/stats.ts";
import { type CallMessage, Calls } from "./calls.ts";
import { HttpForward } from "./http_forward.ts";
import { type Port, threadName, type ThreadStart } from "./link.ts";
import { RemoteCore } from "./remote_core.ts";
import {
  createThreadEnvironment,
  type ThreadEnvironment,
} from "./thread_environment.ts";
import { inspectionHandlers, listeningHandlers } from "./thread_handlers.ts";

/**
 * Runs a gateway in this worker, until the core ends the worker. It holds
 * sockets and asks the core; it listens when the core says so.
 */
export function runGatewayThread(): void {
  if (parentPort === null) throw new TypeError("not in a worker");
  const port: Port = parentPort;
  const start = workerData as ThreadStart<Options>;
  const calls = new Calls(port);
  const parts = createParts(port, calls, start);
  const { core, environment: { log, metrics } } = parts;
  keepAlive(log);
  const name = threadName(start.place);
  metrics.addGauges((samples) => addThread(samples, parts, name));
  serveCalls(calls, start.options, parts);
  parentPort.on("message", (message: string | CallMessage) => {
    if (typeof message === "string") core.receive(message);
    else calls.receive(message);
  });
  calls.call("ready").catch(() => {});
}

/** A gateway, and what stands around it in its thread. */
interface ThreadParts extends ThreadSources {
  readonly environment: ThreadEnvironment;
  readonly senders: Senders;
  readonly gateway: Gateway;
  /** The core, which the gateway asks over the link. */
  readonly core: RemoteCore;
}

function createParts(
  port: Port,
  calls: Calls,
  { options, counts, place }: ThreadStart<Options>,
): ThreadParts {
  const environment = createThreadEnvironment(options, place);
  const { clock, log, metrics, tracing, onFault } = environment;
  const senders = createSenders(options);
  const { hub, commands, scheduler } = createHub(options, environment);
  const core = new RemoteCore({ port, commands, clock, onFault });
  const gateway = createGateway(options, {
    hub,
    core,
    origins: senders.origins,
    sockets: new SocketCount(counts, place),
    countSocket: (address) => calls.call<number>("countSocket", address),
    clock,
    log,
    metrics,
    tracing,
    name: `${threadName(place)}.`,
  });
  return { environment, senders, gateway, core, scheduler };
}

/** Lets the core call what it has to ask and order here. */
function serveCalls(
  calls: Calls,
  options: Options,
  parts: ThreadParts,
): void {
  const { gatewayAddress, apiAddress, traceHeader } = options;
  const { gateway, environment: { lines, clock, log, metrics } } = parts;
  const http = new HttpForward({ calls, traceHeader });
  const handler = createThreadHandler(http, traceHeader, parts);
  const listening = listeningHandlers({
    createEngine(certificate) {
      const { turnEnd } = gateway;
      return createEngine(options, { clock, turnEnd, certificate });
    },
    gateway,
    handler,
    lines,
    clock,
    log,
    atApi: sameAddress(gatewayAddress, apiAddress),
    onChange: (bound) => void calls.call("bound", bound).catch(() => {}),
  });
  const inspection = inspectionHandlers(parts, metrics);
  calls.serve({ ...http.handlers, ...listening, ...inspection });
}

/** Answers upgrades here, and passes all other requests on to the core. */
function createThreadHandler(
  http: HttpForward,
  traceHeader: string,
  { gateway, senders, environment }: ThreadParts,
): Handler {
  return createHandler({
    gateway,
    api: { handle: (request, _url, about) => http.forward(request, about) },
    origins: senders.origins,
    proxies: senders.proxies,
    traceHeader,
    clock: environment.clock,
    log: environment.log,
    tracing: environment.tracing,
    counts: environment.metrics.http,
    refused: environment.metrics.refusals.refused,
  });
}
