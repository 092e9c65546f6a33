import { assert, assertEquals, assertRejects } from "@std/assert";
import { Profile } from "pprof-format";
import { systemClock } from "../../src/clock.ts";
import { TooManyRequests } from "../../src/errors.ts";
import { type ProfiledThread, Profiler } from "../../src/profiles/profiler.ts";
import type {
  ProfileRequest,
  V8Profile,
} from "../../src/profiles/v8_profile.ts";

function create(threads: ProfiledThread[] = []): Profiler {
  return new Profiler({ clock: systemClock, threads: () => threads });
}

Deno.test("a second profile is refused while the first is taken, and may follow it", async () => {
  const profiler = create();
  const first = profiler.profile({ kind: "cpu", duration: 60_000 });
  const refusal = await assertRejects(
    () => profiler.profile({ kind: "heap", duration: 1 }),
    TooManyRequests,
  );
  const { retry_after } = refusal.data;
  assert(retry_after > 50_000 && retry_after <= 60_000, String(retry_after));
  await assertRejects(() => profiler.heapSnapshot(), TooManyRequests);
  profiler.stop();
  assert((await first).length > 0);
  assert((await profiler.profile({ kind: "heap", duration: 1 })).length > 0);
});

/** What a thread answers that has allocated 5000 bytes in one function. */
function taken(functionName: string): V8Profile {
  const place = { url: "", lineNumber: -1, columnNumber: -1 };
  const callFrame = { functionName, ...place };
  const head = { callFrame, selfSize: 5000, children: [] };
  return { kind: "heap", profile: { head } };
}

async function functionsIn(
  zipped: Promise<Uint8Array<ArrayBuffer>>,
): Promise<string[]> {
  const plain = new Blob([await zipped]).stream()
    .pipeThrough(new DecompressionStream("gzip"));
  const profile = Profile.decode(await new Response(plain).bytes());
  return profile.function.map(({ name }) =>
    profile.stringTable.strings[Number(name)] ?? ""
  );
}

const REQUEST = { kind: "heap", duration: 1 } as const;

Deno.test("every thread is asked for the same profile, and shows in it", async () => {
  const asked: ProfileRequest[] = [];
  const thread = (name: string): ProfiledThread => ({
    name,
    takeProfile({ kind, duration }) {
      asked.push({ kind, duration });
      return Promise.resolve(taken(`of ${name}`));
    },
    takeHeapSnapshot: () => Promise.reject(new Error("not asked")),
  });
  const profiler = create([thread("gateway-1"), thread("gateway-2")]);
  const names = await functionsIn(profiler.profile(REQUEST));
  assertEquals(asked, [REQUEST, REQUEST]);
  assertEquals(names.filter((name) => name.startsWith("of ")), [
    "of gateway-1",
    "of gateway-2",
  ]);
});

Deno.test("a thread that fails takes nobody's profile along", async () => {
  const profiler = create([
    {
      name: "gateway-1",
      takeProfile: () => Promise.reject(new Error("gone")),
      takeHeapSnapshot: () => Promise.reject(new Error("not asked")),
    },
    {
      name: "gateway-2",
      takeProfile: () => Promise.resolve(taken("alive")),
      takeHeapSnapshot: () => Promise.reject(new Error("not asked")),
    },
  ]);
  for (let i = 0; i < 2; i++) {
    const names = await functionsIn(profiler.profile(REQUEST));
    assert(names.includes("alive"), names.join());
  }
});
