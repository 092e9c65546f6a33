import { Session } from "node:inspector/promises";
import { atMost } from "../../base/within.ts";
import type { Clock } from "../../base/clock.ts";

/** `cpu`: where time goes; `heap`: where memory is allocated. */
export type ProfileKind = "cpu" | "heap";

/** What to profile, and for how long; plain data, as threads send it. */
export interface ProfileRequest {
  readonly kind: ProfileKind;
  /** Milliseconds. */
  readonly duration: number;
}

/**
 * A function and its place in the source. Lines count from 0; -1 if unknown.
 */
export interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** V8's CPU profile, the content of a `.cpuprofile`. Times are microseconds. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: CallFrame;
    readonly children?: readonly number[];
  }[];
  readonly startTime: number;
  readonly endTime: number;
  /** The node that ran at each sample. */
  readonly samples?: readonly number[];
  /** The time since the sample before. */
  readonly timeDeltas?: readonly number[];
}

/** A function of V8's allocation profile; `selfSize` is in bytes. */
export interface HeapNode {
  readonly callFrame: CallFrame;
  readonly selfSize: number;
  readonly children: readonly HeapNode[];
}

/** V8's allocation profile, the content of a `.heapprofile`. */
export interface HeapProfile {
  readonly head: HeapNode;
}

/** What {@linkcode takeProfile} returns: plain data, as threads send it. */
export type V8Profile =
  | { readonly kind: "cpu"; readonly profile: CpuProfile }
  | { readonly kind: "heap"; readonly profile: HeapProfile };

/** Microseconds between two samples. */
export const CPU_INTERVAL = 1000;
/** Average bytes between two sampled allocations. */
export const HEAP_INTERVAL = 32 * 1024;

/**
 * Profiles the calling isolate, main thread or worker, and no other. Ends
 * early, with what was sampled so far, when `cut` settles. Needs `--allow-sys`.
 */
export async function takeProfile(
  { kind, duration }: ProfileRequest,
  { clock, cut }: { clock: Clock; cut: Promise<void> },
): Promise<V8Profile> {
  const session = new Session();
  session.connect();
  try {
    const stop =
      await (kind === "cpu" ? startCpu(session) : startHeap(session));
    await atMost(cut, { ms: duration, clock });
    return await stop();
  } finally {
    session.disconnect();
  }
}

async function startCpu(session: Session): Promise<() => Promise<V8Profile>> {
  await session.post("Profiler.enable");
  const interval = CPU_INTERVAL;
  await session.post("Profiler.setSamplingInterval", { interval });
  await session.post("Profiler.start");
  return async () => {
    const { profile } = await session.post("Profiler.stop");
    return { kind: "cpu", profile: profile as CpuProfile };
  };
}

/** Includes what was freed again, as that is what keeps the collector busy. */
async function startHeap(session: Session): Promise<() => Promise<V8Profile>> {
  await session.post("HeapProfiler.enable");
  await session.post("HeapProfiler.startSampling", {
    samplingInterval: HEAP_INTERVAL,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });
  return async () => {
    const { profile } = await session.post("HeapProfiler.stopSampling");
    return { kind: "heap", profile: profile as HeapProfile };
  };
}
