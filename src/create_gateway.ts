import type { Origins } from "./api/origins.ts";
import type { Clock } from "./clock.ts";
import { describeFault, type FaultReporter } from "./errors.ts";
import type { SocketConnection } from "./gateway/connection.ts";
import type { Core } from "./gateway/core.ts";
import { Dispatch } from "./gateway/dispatch.ts";
import { Gateway } from "./gateway/gateway.ts";
import type { SocketCount } from "./gateway/socket_count.ts";
import type { Log } from "./log.ts";
import type { Options } from "./options.ts";
import { DEFAULT_ENCODINGS } from "./protocol/encodings.ts";
import { Hub } from "./push/hub.ts";
import { HubOutlet } from "./push/hub_outlet.ts";
import type { Outlet } from "./push/outlet.ts";
import { Slices } from "./push/slices.ts";

/** What {@linkcode createGateway} needs beside the options. */
export interface GatewayParts {
  /** Makes the gateway known to the core, which tells it things by `outlet`. */
  readonly connect: (outlet: Outlet) => Core;
  readonly origins: Origins;
  readonly sockets: SocketCount;
  readonly clock: Clock;
  readonly log: Log;
}

/** Builds a gateway: all that one thread needs to hold sockets. */
export function createGateway(options: Options, parts: GatewayParts): Gateway {
  const { connect, origins, clock, log } = parts;
  const hub = new Hub();
  const connections = new Map<number, SocketConnection>();
  const slices = new Slices({
    clock,
    limit: options.messagePushConcurrencyLimit,
    onFault: (fault) =>
      log.error("push failed", { fault: describeFault(fault) }),
  });
  const outlet = new HubOutlet({
    hub,
    slices,
    connections,
    maxOutboundBytes: options.maxOutboundBytes,
    backlog: options.pushBacklog,
    count: options.messagePushCount,
  });
  const core = connect(outlet);
  const report: FaultReporter = (faultId, fault) =>
    log.error("fault", { faultId, fault: describeFault(fault) });
  return new Gateway({
    ...options,
    ...parts,
    core,
    hub,
    connections,
    dispatch: new Dispatch({
      core,
      now: clock.now,
      elapsed: clock.elapsed,
      sequence: options.enableMessageSequence,
      report,
    }),
    defaultCodec: DEFAULT_ENCODINGS[options.messageProtocol],
    allowsOrigin: (origin) => origins.allowsSocket(origin),
  });
}
