import type { Clock } from "../base/clock.ts";
import { describeFault } from "../base/errors.ts";
import { inputClock } from "../base/input_turns.ts";
import { LoopbackProbe } from "../base/loopback_probe.ts";
import { BoundedLog } from "../observe/bounded_log.ts";
import type { LineWriter } from "../observe/line_writer.ts";
import type { Log } from "../observe/log.ts";
import { watchLoopLag } from "../observe/metrics/loop_lag.ts";
import { Metrics } from "../observe/metrics/metrics.ts";
import { openStderrLog } from "../observe/stderr_log.ts";
import { Tracing } from "../observe/tracing.ts";
import type { Options } from "../options/options.ts";
import { OPERATIONS } from "../protocol/operations.ts";
import { threadName } from "./link.ts";

/** What all parts of a gateway's thread use. */
export interface ThreadEnvironment {
  readonly clock: Clock;
  readonly log: Log;
  /** Writes the log's lines. */
  readonly lines: LineWriter;
  readonly metrics: Metrics;
  readonly tracing: Tracing | undefined;
  /** Logs a fault. */
  readonly onFault: (fault: unknown) => void;
}

/** Builds the environment of the gateway's thread at this index. */
export function createThreadEnvironment(
  { logLevel, logFormat }: Options,
  place: number,
): ThreadEnvironment {
  const clock = inputClock(new LoopbackProbe());
  const metrics = new Metrics(Object.values(OPERATIONS), threadName(place));
  const { log, lines } = openStderrLog({ level: logLevel, format: logFormat });
  metrics.droppedLines = () => lines.dropped;
  watchLoopLag(clock, metrics.loopLag);
  const onSuppressed = () => void metrics.suppressedLines++;
  return {
    clock,
    log: new BoundedLog({ log, clock, onSuppressed }),
    lines,
    metrics,
    tracing: Tracing.create(),
    onFault: (fault) => log.error("fault", { fault: describeFault(fault) }),
  };
}
