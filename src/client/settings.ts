import type { BackOff } from "./back_off.ts";
import type { From } from "./start_positions.ts";
import { type Environment, platform } from "./environment.ts";
import type { Position } from "./position.ts";
import { jsonCodec, type WireCodec } from "./wire_codec.ts";

/** What an application may say about its client. Durations are milliseconds. */
export interface ClientOptions {
  /** Until a call is given up, reconnects included; 30,000 by default. */
  readonly requestTimeout?: number;
  /** Until one attempt to open a socket is given up; 10,000 by default. */
  readonly connectTimeout?: number;
  /**
   * The longest time between two heartbeats, 30,000 by default; a third of what
   * the service allows where that is less. So long a dead network may go
   * unnoticed, and {@linkcode heartbeatTimeout} more.
   */
  readonly heartbeat?: number;
  /** Until a connection on which nothing comes is given up; 10,000 by default. */
  readonly heartbeatTimeout?: number;
  /** Waits between attempts to connect; 500 and 30,000 by default. */
  readonly backOff?: Partial<BackOff>;
  /** The longest wait after the service went away (1001); 5,000 by default. */
  readonly goingAwayPause?: number;
  /**
   * Attempts in a row without a login after which the client gives up; no end by
   * default.
   */
  readonly maxAttempts?: number;
  /**
   * The service's `--max-frame-size` in bytes; not known by default. A request
   * that is bigger is refused, as a 413, in place of ending the connection.
   */
  readonly maxFrameSize?: number;
  /** Where conversations begin that are not in `positions`; `now` by default. */
  readonly from?: From;
  /** What `positions` of an earlier client said: this one goes on there. */
  readonly positions?: Readonly<Record<string, Position>>;
  /** Another encoding than JSON. */
  readonly codec?: WireCodec;
  /** Replaces the platform's timers, sockets and chance, for tests. */
  readonly environment?: Partial<Environment>;
}

/** {@linkcode ClientOptions} with everything decided. */
export interface Settings {
  readonly requestTimeout: number;
  readonly connectTimeout: number;
  readonly heartbeat: number;
  readonly heartbeatTimeout: number;
  readonly backOff: BackOff;
  readonly goingAwayPause: number;
  readonly maxAttempts: number;
  readonly maxFrameSize: number;
  readonly from: From;
  readonly positions: Readonly<Record<string, Position>> | undefined;
  readonly codec: WireCodec;
  readonly environment: Environment;
}

/** Fills in the defaults. */
export function resolveSettings(options: ClientOptions): Settings {
  return {
    requestTimeout: 30_000,
    connectTimeout: 10_000,
    heartbeat: 30_000,
    heartbeatTimeout: 10_000,
    goingAwayPause: 5000,
    maxAttempts: Infinity,
    maxFrameSize: Infinity,
    from: "now",
    positions: undefined,
    codec: jsonCodec,
    ...given(options),
    backOff: { base: 500, max: 30_000, ...given(options.backOff) },
    environment: { ...platform, ...given(options.environment) },
  };
}

/** What is there and undefined, as JavaScript likes to write it, is not given. */
function given<T extends object>(options: T | undefined): Partial<T> {
  const entries = Object.entries(options ?? {});
  return Object.fromEntries(
    entries.filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}
