import {
  Function,
  Label,
  Line,
  Location,
  Profile,
  Sample,
  StringTable,
  ValueType,
} from "pprof-format";
import { type Stack, stacksOf } from "./stacks.ts";
import { type CallFrame, CPU_INTERVAL, HEAP_INTERVAL } from "./v8_profile.ts";
import type { ProfileKind, V8Profile } from "./v8_profile.ts";

/** The profile of one thread. */
export interface ThreadProfile {
  readonly thread: string;
  readonly taken: V8Profile;
}

/** What a pprof contains besides its stacks. */
export interface PprofOptions {
  readonly kind: ProfileKind;
  /** Unix time in milliseconds at which it was begun. */
  readonly startedAt: number;
  /** Milliseconds that it took. */
  readonly duration: number;
}

/** The meaning of a stack's values, and of the period between two samples. */
const MEASURES = {
  cpu: {
    types: [["samples", "count"], ["cpu", "nanoseconds"]],
    period: CPU_INTERVAL * 1000,
  },
  heap: { types: [["alloc_space", "bytes"]], period: HEAP_INTERVAL },
} as const;

/**
 * Writes the profiles of all threads as one gzipped pprof, which `go tool
 * pprof` and speedscope open. Each stack has the label `thread`.
 */
export async function encodePprof(
  threads: readonly ThreadProfile[],
  { kind, startedAt, duration }: PprofOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const strings = new StringTable();
  const locations = new Locations(strings);
  const sample = threads.flatMap(({ thread, taken }) => {
    const label = labelOf("thread", thread, strings);
    return [...stacksOf(taken)].map((stack) =>
      toSample(stack, locations, label)
    );
  });
  const sampleType = MEASURES[kind].types.map(([type, unit]) =>
    valueType(type, unit, strings)
  );
  const profile = new Profile({
    sampleType,
    sample,
    location: locations.locations,
    function: locations.functions,
    stringTable: strings,
    timeNanos: BigInt(Math.round(startedAt)) * 1_000_000n,
    durationNanos: Math.round(duration * 1_000_000),
    periodType: sampleType.at(-1) as ValueType,
    period: MEASURES[kind].period,
  });
  return await gzip(profile.encode());
}

/** The functions of a profile, each written once. */
class Locations {
  readonly functions: Function[] = [];
  readonly locations: Location[] = [];
  #strings: StringTable;
  #known = new Map<string, number>();

  constructor(strings: StringTable) {
    this.#strings = strings;
  }

  idOf({ functionName, url, lineNumber, columnNumber }: CallFrame): number {
    const key = `${functionName} ${url}:${lineNumber}:${columnNumber}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const id = this.locations.length + 1;
    const name = this.#strings.dedup(functionName || "(anonymous)");
    const filename = this.#strings.dedup(url.replace(/^file:\/\//, ""));
    // V8 counts lines from 0, people from 1.
    const line = lineNumber + 1;
    this.functions.push(
      new Function({ id, name, systemName: name, filename, startLine: line }),
    );
    const lines = [new Line({ functionId: id, line })];
    this.locations.push(new Location({ id, line: lines }));
    this.#known.set(key, id);
    return id;
  }
}

function toSample(stack: Stack, locations: Locations, label: Label): Sample {
  return new Sample({
    locationId: stack.frames.map((frame) => locations.idOf(frame)),
    value: [...stack.values],
    label: [label],
  });
}

function labelOf(key: string, text: string, strings: StringTable): Label {
  return new Label({ key: strings.dedup(key), str: strings.dedup(text) });
}

function valueType(type: string, unit: string, strings: StringTable) {
  return new ValueType({
    type: strings.dedup(type),
    unit: strings.dedup(unit),
  });
}

async function gzip(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const zipped = new Blob([Uint8Array.from(bytes)]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return await new Response(zipped).bytes();
}
