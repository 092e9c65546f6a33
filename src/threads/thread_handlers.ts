import { type Clock, systemClock } from "../base/clock.ts";
import { atMost } from "../base/within.ts";
import type { Engine, EngineCertificate } from "../gateway/engine.ts";
import type { Gateway } from "../gateway/gateway.ts";
import { closeListeners } from "../listener/close_listeners.ts";
import type { Handler } from "../listener/handler.ts";
import { listen, type Listener } from "../listener/listen.ts";
import type { LineWriter } from "../observe/line_writer.ts";
import type { Log } from "../observe/log.ts";
import type { Metrics } from "../observe/metrics/metrics.ts";
import { takeHeapSnapshot } from "../observe/profiles/heap_snapshot.ts";
import {
  type ProfileRequest,
  takeProfile,
} from "../observe/profiles/v8_profile.ts";
import type { Address } from "../options/address.ts";
import { readThread, type ThreadSources } from "../wiring/stats.ts";
import type { Handlers } from "./calls.ts";

/** Milliseconds for writing the last lines, as long as somebody reads them. */
const LAST_LINES = 200;

/** What {@linkcode listeningHandlers} need. */
export interface ListeningOptions {
  /** Builds what holds the sockets. */
  readonly createEngine: (
    certificate: EngineCertificate | undefined,
  ) => Promise<Engine>;
  readonly gateway: Gateway;
  readonly handler: Handler;
  readonly lines: LineWriter;
  readonly clock: Clock;
  readonly log: Log;
  /** Is the address that is bound the API's, too? */
  readonly atApi: boolean;
  /** Called when the address stops accepting connections, and accepts again. */
  readonly onChange: (bound: boolean) => void;
}

/** What a thread is told to bind. */
export interface ListenCall {
  readonly address: Address;
  /** Undefined: no TLS. */
  readonly certificate: EngineCertificate | undefined;
}

/** What the core calls in a gateway's thread to make it listen and stop. */
export function listeningHandlers(
  options: ListeningOptions,
): Handlers {
  const { gateway, handler, lines, clock, log, atApi, onChange } = options;
  const listeners: Listener[] = [];
  let engine: Engine | undefined;
  return {
    listen: async (
      { address, certificate }: ListenCall,
    ): Promise<Address> => {
      engine = await options.createEngine(certificate);
      const bind = { engine, reusePort: true, atApi, clock, log, onChange };
      const listener = await listen(address, handler, bind);
      listeners.push(listener);
      return listener.address;
    },
    renew: (certificate: EngineCertificate) => engine?.renew?.(certificate),
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

/** What the core calls in a gateway's thread to inspect it. */
export function inspectionHandlers(
  sources: ThreadSources,
  metrics: Metrics,
): Handlers {
  let cut = Promise.withResolvers<void>();
  return {
    alive: () => undefined,
    metrics: () => metrics.collect(),
    stats: () => readThread(sources),
    profile: (request: ProfileRequest) => {
      cut = Promise.withResolvers();
      return takeProfile(request, { clock: systemClock, cut: cut.promise });
    },
    endProfile: () => cut.resolve(),
    heapSnapshot: () => takeHeapSnapshot(),
  };
}
