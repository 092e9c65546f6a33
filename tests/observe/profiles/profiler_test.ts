import { assert, assertEquals, assertRejects } from "@std/assert";
import { Profile } from "pprof-format";
import { type Clock, systemClock } from "../../../src/base/clock.ts";
import { ReplyError } from "../../../src/base/errors.ts";
import {
  type ProfiledThread,
  Profiler,
} from "../../../src/observe/profiles/profiler.ts";
import type {
  ProfileRequest,
  V8Profile,
} from "../../../src/observe/profiles/v8_profile.ts";

function create(
  threads: ProfiledThread[] = [],
  clock: Clock = systemClock,
): Profiler {
  return new Profiler({ clock, threads: () => threads });
}

/** A clock whose timers run a hundred times as fast. */
const HURRIED: Clock = {
  ...systemClock,
  after: (delay, run) => systemClock.after(delay / 100, run),
};

Deno.test("a second profile is refused while the first is taken, and may follow it", async () => {
  const profiler = create();
  const first = profiler.profile({ kind: "cpu", duration: 60_000 });
  const refusal = await assertRejects(
    () => profiler.profile({ kind: "heap", duration: 1 }),
    ReplyError,
  );
  assertEquals(refusal.code, 429);
  const { retry_after = 0 } = refusal.data ?? {};
  assert(retry_after > 50_000 && retry_after <= 60_000, String(retry_after));
  await assertRejects(() => profiler.heapSnapshot(), ReplyError, "another");
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

/** What of a thread is not looked at. */
const UNASKED = {
  takeHeapSnapshot: () => Promise.reject(new Error("not asked")),
  endProfile: () => {},
};

const REQUEST = { kind: "heap", duration: 1 } as const;

Deno.test("every thread is asked for the same profile, and shows in it", async () => {
  const asked: ProfileRequest[] = [];
  const thread = (name: string): ProfiledThread => ({
    name,
    takeProfile({ kind, duration }) {
      asked.push({ kind, duration });
      return Promise.resolve(taken(`of ${name}`));
    },
    ...UNASKED,
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
      ...UNASKED,
    },
    {
      name: "gateway-2",
      takeProfile: () => Promise.resolve(taken("alive")),
      ...UNASKED,
    },
  ]);
  for (let i = 0; i < 2; i++) {
    const names = await functionsIn(profiler.profile(REQUEST));
    assert(names.includes("alive"), names.join());
  }
});

Deno.test("a profile ends when nobody waits for it any more, and another may follow", async () => {
  let ended = 0;
  const endless = Promise.withResolvers<V8Profile>();
  const profiler = create([{
    ...UNASKED,
    name: "gateway-1",
    takeProfile: () => endless.promise,
    endProfile: () => {
      ended++;
      endless.resolve(taken("until then"));
    },
  }]);
  const client = new AbortController();
  const long = { kind: "heap", duration: 60_000 } as const;
  const first = profiler.profile(long, client.signal);
  await assertRejects(() => profiler.profile(REQUEST), ReplyError, "another");
  client.abort();
  assert((await functionsIn(first)).includes("until then"));
  assertEquals(ended, 1);
  const again = profiler.profile(long, client.signal);
  assert((await again).length > 0, "gone before it began");
});

Deno.test("a thread that does not answer is left out of the profile, and holds up none", async () => {
  const stuck: ProfiledThread = {
    ...UNASKED,
    name: "gateway-1",
    takeProfile: () => new Promise(() => {}),
    takeHeapSnapshot: () => new Promise(() => {}),
  };
  const alive: ProfiledThread = {
    ...UNASKED,
    name: "gateway-2",
    takeProfile: () => Promise.resolve(taken("alive")),
  };
  const profiler = create([stuck, alive], HURRIED);
  for (let i = 0; i < 2; i++) {
    const names = await functionsIn(profiler.profile(REQUEST));
    assert(names.includes("alive"), names.join());
  }
  const refusal = await assertRejects(
    () => profiler.heapSnapshot("gateway-1"),
    ReplyError,
  );
  assertEquals(refusal.code, 503);
  assert((await profiler.profile(REQUEST)).length > 0);
});
