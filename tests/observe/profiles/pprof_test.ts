import { assertEquals } from "@std/assert";
import { Profile } from "pprof-format";
import { encodePprof } from "../../../src/observe/profiles/pprof.ts";
import { stacksOf } from "../../../src/observe/profiles/stacks.ts";
import type {
  CallFrame,
  CpuProfile,
  HeapNode,
} from "../../../src/observe/profiles/v8_profile.ts";

function frame(functionName: string, lineNumber = 4): CallFrame {
  const url = "file:///srv/gim/src/hub.ts";
  return { functionName, url, lineNumber, columnNumber: 0 };
}

/** `outer` calls `inner`; it looks seven times, 1 ms apart. */
const CPU: CpuProfile = {
  startTime: 0,
  endTime: 7000,
  nodes: [
    { id: 1, callFrame: frame("(root)"), children: [2, 4] },
    { id: 2, callFrame: frame("outer"), children: [3] },
    { id: 3, callFrame: frame("inner", 9) },
    { id: 4, callFrame: frame("(idle)") },
  ],
  samples: [3, 3, 2, 4, 4, 4, 3],
  timeDeltas: [500, 1000, 1000, 1000, 1000, 1000, 1000],
};

const leaf: HeapNode = {
  callFrame: frame("inner"),
  selfSize: 3000,
  children: [],
};
const HEAP = {
  head: {
    callFrame: frame("(root)"),
    selfSize: 0,
    children: [{ callFrame: frame("outer"), selfSize: 10, children: [leaf] }],
  },
};

function named(stacks: ReturnType<typeof stacksOf>) {
  return [...stacks].map(({ frames, values }) => ({
    names: frames.map(({ functionName }) => functionName),
    values,
  }));
}

async function decode(zipped: Uint8Array<ArrayBuffer>): Promise<Profile> {
  const plain = new Blob([zipped]).stream()
    .pipeThrough(new DecompressionStream("gzip"));
  return Profile.decode(await new Response(plain).bytes());
}

Deno.test("a stack of CPU time goes from the innermost call outwards, idle time left out", () => {
  assertEquals(named(stacksOf({ kind: "cpu", profile: CPU })), [
    { names: ["inner", "outer"], values: [3, 2_000_000] },
    { names: ["outer"], values: [1, 1_000_000] },
  ]);
});

Deno.test("a stack of allocations has the bytes of its innermost call", () => {
  assertEquals(named(stacksOf({ kind: "heap", profile: HEAP })), [
    { names: ["outer"], values: [10] },
    { names: ["inner", "outer"], values: [3000] },
  ]);
});

Deno.test("a pprof has functions, files and lines, and the thread of each stack", async () => {
  const taken = { kind: "cpu", profile: CPU } as const;
  const profile = await decode(
    await encodePprof(
      [{ thread: "main", taken }, { thread: "gateway-1", taken }],
      { kind: "cpu", startedAt: 1_700_000_000_000, duration: 7 },
    ),
  );
  const text = (at: number | bigint) =>
    profile.stringTable.strings[Number(at)] ?? "";
  assertEquals(
    profile.sampleType.map(({ type, unit }) => [text(type), text(unit)]),
    [["samples", "count"], ["cpu", "nanoseconds"]],
  );
  assertEquals(
    profile.function.map((each) => [
      text(each.name),
      text(each.filename),
      Number(each.startLine),
    ]),
    [["inner", "/srv/gim/src/hub.ts", 10], ["outer", "/srv/gim/src/hub.ts", 5]],
  );
  assertEquals(
    profile.sample.map(({ label: [label] }) => text(label?.str ?? 0)),
    ["main", "main", "gateway-1", "gateway-1"],
  );
  assertEquals(Number(profile.durationNanos), 7_000_000);
});

Deno.test("a function that is called from two places is written once", async () => {
  const profile = await decode(
    await encodePprof(
      [{ thread: "main", taken: { kind: "heap", profile: HEAP } }],
      { kind: "heap", startedAt: 0, duration: 1000 },
    ),
  );
  assertEquals([profile.function.length, profile.sample.length], [2, 2]);
});
