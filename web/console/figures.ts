import { type Metrics, quantile, rate } from "./metrics.ts";
import { bytesOf, numberOf, secondsOf } from "./texts.ts";

/** One plot: what it shows of two looks at the metrics. */
export interface Figure {
  readonly title: string;
  /** Lines of it by their names, which may depend on what there is. */
  readonly lines: (now: Metrics) => readonly FigureLine[];
  readonly text: (value: number) => string;
}

interface FigureLine {
  readonly name: string;
  readonly value: (before: Metrics, now: Metrics) => number;
}

/** The plots of the overview, in their order. */
export const FIGURES: readonly Figure[] = [
  {
    title: "Connections",
    lines: () => [
      gauge("open", "gim_connections"),
      gauge("logged in", "gim_connections_logged_in"),
    ],
    text: numberOf,
  },
  {
    title: "Messages sent, a second",
    lines: () => [
      counter("private", "gim_messages_stored_total", { type: "private" }),
      counter("chatroom", "gim_messages_stored_total", { type: "chatroom" }),
    ],
    text: numberOf,
  },
  {
    title: "Deliveries, a second",
    lines: () => [counter("messages", "gim_messages_pushed_total")],
    text: numberOf,
  },
  {
    title: "Left out, a second",
    lines: () => [
      counter("missed", "gim_messages_missed_total"),
      counter("skipped pushes", "gim_pushes_skipped_total"),
      counter("slow consumers", "gim_slow_consumers_closed_total"),
    ],
    text: numberOf,
  },
  {
    title: "Append, 99 of 100 within",
    lines: () => [{
      name: "append",
      value: (before, now) =>
        quantile(before, now, {
          name: "gim_storage_duration_seconds",
          share: 0.99,
          labels: { operation: "append" },
        }),
    }],
    text: secondsOf,
  },
  {
    title: "Event loop's lag, 99 of 100 within",
    lines: (now) =>
      now.values("gim_event_loop_lag_seconds_bucket", "thread").map((
        thread,
      ) => ({
        name: thread,
        value: (before, now) =>
          quantile(before, now, {
            name: "gim_event_loop_lag_seconds",
            share: 0.99,
            labels: { thread },
          }),
      })),
    text: secondsOf,
  },
  {
    title: "Memory",
    lines: (now) => [
      gauge("resident", "process_resident_memory_bytes"),
      ...now.values("gim_heap_used_bytes", "thread").map((thread) =>
        gauge(`heap of ${thread}`, "gim_heap_used_bytes", { thread })
      ),
    ],
    text: bytesOf,
  },
  {
    title: "CPU, cores",
    lines: () => [counter("process", "process_cpu_seconds_total")],
    text: numberOf,
  },
  {
    title: "Calls of the storage, a second",
    lines: () => [
      counter("all", "gim_storage_duration_seconds_count"),
      counter("failed", "gim_storage_errors_total"),
    ],
    text: numberOf,
  },
  {
    title: "What is kept",
    lines: kept,
    text: bytesOf,
  },
];

const REDIS = "gim_redis_memory_bytes";

/** In files, in memory, or in Redis where that says it. */
function kept(now: Metrics): FigureLine[] {
  const files = now.values("gim_disk_file_bytes", "file").map((file) =>
    gauge(file, "gim_disk_file_bytes", { file })
  );
  if (files.length > 0) return files;
  const kept = { messages: "gim_stored_message_bytes", Redis: REDIS };
  return Object.entries(kept)
    .filter(([, metric]) => now.of(metric).length > 0)
    .map(([name, metric]) => gauge(name, metric));
}

function gauge(
  name: string,
  metric: string,
  labels: Readonly<Record<string, string>> = {},
): FigureLine {
  return { name, value: (_before, now) => now.sum(metric, labels) };
}

function counter(
  name: string,
  metric: string,
  labels: Readonly<Record<string, string>> = {},
): FigureLine {
  return { name, value: (before, now) => rate(before, now, metric, labels) };
}
