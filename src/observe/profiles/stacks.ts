import type {
  CallFrame,
  CpuProfile,
  HeapNode,
  HeapProfile,
  V8Profile,
} from "./v8_profile.ts";

/** A call stack, innermost function first, and the values measured for it. */
export interface Stack {
  readonly frames: readonly CallFrame[];
  /** `cpu`: samples, nanoseconds; `heap`: bytes. */
  readonly values: readonly number[];
}

/** V8's name for a thread that has nothing to do. */
const IDLE = "(idle)";
/** V8's name for the root of all stacks, which is left out. */
const ROOT = "(root)";

/** The stacks of a profile that have a value. */
export function stacksOf(taken: V8Profile): Iterable<Stack> {
  return taken.kind === "cpu"
    ? cpuStacks(taken.profile)
    : heapStacks(taken.profile);
}

function* cpuStacks(profile: CpuProfile): Generator<Stack> {
  const { nodes, samples = [], timeDeltas = [] } = profile;
  const measured = new Map<number, { samples: number; micros: number }>();
  for (const [at, id] of samples.entries()) {
    const sum = measured.get(id) ?? { samples: 0, micros: 0 };
    measured.set(id, sum);
    sum.samples++;
    // A sample counts until the next one.
    sum.micros += Math.max(0, timeDeltas[at + 1] ?? 0);
  }
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(
    nodes.flatMap(({ id, children = [] }) =>
      children.map((child) => [child, id] as const)
    ),
  );
  for (const [id, { samples, micros }] of measured) {
    const frames: CallFrame[] = [];
    let at: number | undefined = id;
    while (at !== undefined) {
      const node = byId.get(at);
      if (node !== undefined) frames.push(node.callFrame);
      at = parents.get(at);
    }
    if (frames[0]?.functionName === IDLE) continue;
    yield { frames: frames.filter(isCall), values: [samples, micros * 1000] };
  }
}

/**
 * With a stack of its own instead of recursion: an allocation profile can be as
 * deep as calls are.
 */
function* heapStacks({ head }: HeapProfile): Generator<Stack> {
  interface Visit {
    readonly node: HeapNode;
    readonly frames: readonly CallFrame[];
  }
  const open: Visit[] = [{ node: head, frames: [head.callFrame] }];
  for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
    const { node, frames } = visit;
    if (node.selfSize > 0) {
      yield { frames: frames.filter(isCall), values: [node.selfSize] };
    }
    for (const child of node.children) {
      open.push({ node: child, frames: [child.callFrame, ...frames] });
    }
  }
}

function isCall({ functionName }: CallFrame): boolean {
  return functionName !== ROOT;
}
