import type { BackOff } from "./back_off.ts";
import type { From } from "./start_positions.ts";
import { type Environment, platform } from "./environment.ts";
import type { Position } from "./position.ts";
import { jsonCodec, type WireCodec } from "./wire_codec.ts";

/** The options of a client. Durations are milliseconds. */
export interface ClientOptions {
  /** Until a call is given up, reconnects included; 30,000 by default. */
  readonly requestTimeout?: number;
  /** Until one attempt to open a socket is given up; 10,000 by default. */
  readonly connectTimeout?: number;
  /**
   * The longest time between two heartbeats, 30,000 by default, or a third of
   * the service's heartbeat interval if that is shorter. A dead network may go
   * unnoticed for that long, and {@linkcode heartbeatTimeout} more.
   */
  readonly heartbeat?: number;
  /**
   * Until a connection on which nothing arrives is given up; 10,000 by default.
   */
  readonly heartbeatTimeout?: number;
  /** Pauses between attempts to connect; 500 and 30,000 by default. */
  readonly backOff?: Partial<BackOff>;
  /** The longest pause after the service went away (1001); 5,000 by default. */
  readonly goingAwayPause?: number;
  /**
   * So many attempts in a row without a login make the client give up; never by
   * default.
   */
  readonly maxAttempts?: number;
  /**
   * The service's `--max-frame-size` in bytes; unknown by default. A larger
   * request is refused with 413 instead of ending the connection.
   */
  readonly maxFrameSize?: number;
  /**
   * Where conversations begin that are not in `positions`; `now` by default.
   */
  readonly from?: From;
  /** The `positions` of an earlier client, from which this one goes on. */
  readonly positions?: Readonly<Record<string, Position>>;
  /** An encoding other than JSON. */
  readonly codec?: WireCodec;
  /** Replaces the platform's timers, sockets and random numbers, for tests. */
  readonly environment?: Partial<Environment>;
}

/** {@linkcode ClientOptions} with all defaults filled in. */
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

/**
 * Options that are present but undefined, as is usual in JavaScript, count as
 * not given.
 */
function given<T extends object>(options: T | undefined): Partial<T> {
  const entries = Object.entries(options ?? {});
  return Object.fromEntries(
    entries.filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}
