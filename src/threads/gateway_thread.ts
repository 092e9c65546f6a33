import { parentPort, workerData } from "node:worker_threads";
import { Origins } from "../api/origins.ts";
import { systemClock } from "../clock.ts";
import { createGateway } from "../create_gateway.ts";
import type { Gateway } from "../gateway/gateway.ts";
import { SocketCount } from "../gateway/socket_count.ts";
import { createHandler, type Handler } from "../handler.ts";
import { keepAlive } from "../keep_alive.ts";
import { listen, type Listener } from "../listen.ts";
import { createLog, writeToStderr } from "../log.ts";
import type { Options } from "../options.ts";
import type { Address } from "../options/address.ts";
import { type CallMessage, Calls } from "./calls.ts";
import {
  type PlainRequest,
  type PlainResponse,
  toPlainRequest,
  toResponse,
} from "./http_link.ts";
import type { Port, ThreadStart } from "./link.ts";
import { RemoteCore } from "./remote_core.ts";

/** Milliseconds for peers to answer the close frame; then they are cut off. */
const CLOSE_TIMEOUT = 1500;

/**
 * Runs a gateway in the worker that this is: holds sockets and asks the core,
 * until the core ends the worker. It listens when it is told to.
 */
export function runGatewayThread(): void {
  const { options, counts, place } = workerData as ThreadStart<Options>;
  if (parentPort === null) throw new TypeError("not in a worker");
  const port: Port = parentPort;
  const log = createLog({
    level: options.logLevel,
    format: options.logFormat,
    write: writeToStderr,
    now: Date.now,
  });
  keepAlive(log);
  const origins = new Origins(options.allowOrigin);
  const sockets = new SocketCount(counts, place);
  let core: RemoteCore | undefined;
  const gateway = createGateway(options, {
    connect: (outlet) =>
      core = new RemoteCore({ port, outlet, clock: systemClock }),
    origins,
    sockets,
    clock: systemClock,
    log,
  });
  const handler = createHandler({
    gateway,
    api: { handle: (request, _url, trace) => forward(request, trace) },
    origins,
    traceHeader: options.traceHeader,
    log,
    elapsed: systemClock.elapsed,
  });
  const calls: Calls = new Calls(port, callsOf(gateway, handler));
  async function forward(request: Request, trace: string): Promise<Response> {
    const plain = await toPlainRequest(request, options.maxFrameSize);
    const headers = [...plain.headers, [options.traceHeader, trace] as const];
    const asked: PlainRequest = { ...plain, headers };
    return toResponse(await calls.call<PlainResponse>("http", asked));
  }
  parentPort.on("message", (message: string | CallMessage) => {
    if (typeof message === "string") core?.receive(message);
    else calls.receive(message);
  });
  calls.call("ready").catch(() => {});
}

/** What the core may call here. */
function callsOf(gateway: Gateway, handler: Handler) {
  let listener: Listener | undefined;
  return {
    listen: (address: Address): Address => {
      listener = listen(address, handler, { reusePort: true });
      return listener.address;
    },
    drain: async () => {
      await Promise.all([gateway.drain(), handler.drain()]);
    },
    close: async () => {
      gateway.closeAll();
      // The close frames leave in the next turn; this would overtake them.
      await new Promise((resolve) => setTimeout(resolve, 1));
      const late = new Promise((resolve) => setTimeout(resolve, CLOSE_TIMEOUT));
      await Promise.race([listener?.shutdown(), late]);
      listener?.abort();
    },
  };
}
