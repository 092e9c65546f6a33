import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { TestClient } from "../helpers/client.ts";
import { Gim, runGim, serviceOfThisFile } from "../helpers/gim.ts";
import { GO, pprofTop } from "../helpers/go_pprof.ts";
import { refusal } from "../helpers/http.ts";
import { testOfThisRuntime } from "../helpers/older_runtime.ts";

if (GO === undefined) {
  // deno-lint-ignore no-console -- says why a test is ignored
  console.log("no go on this machine: its pprof opens no profile in the tests");
}

const SECRET = "s3cret".repeat(6);
const gim = serviceOfThisFile("--profiling", "--auth-secret", SECRET);

async function fetchBytes(path: string): Promise<Uint8Array> {
  const response = await fetch(gim.http + path);
  const bytes = await response.bytes();
  assertEquals(response.status, 200, new TextDecoder().decode(bytes));
  return bytes;
}

/** Lets users write to each other from before the work until it is done. */
async function underLoad<T>(work: () => Promise<T>): Promise<T> {
  await using ann = await TestClient.connect(gim.ws);
  await ann.login("ann", { token: await runToken("ann") });
  let going = true;
  const load = (async () => {
    for (let i = 0; going; i++) {
      const sends = Array.from(
        { length: 20 },
        (_, k) => ann.tell("ben", `message ${i} ${k}`),
      );
      await Promise.all(sends);
    }
  })();
  try {
    return await work();
  } finally {
    going = false;
    await load;
  }
}

async function runToken(id: string): Promise<string> {
  const { out } = await runGim(["token", id, "--auth-secret", SECRET]);
  return out.trim();
}

Deno.test({
  name: "go tool pprof opens a CPU profile that names the service's functions",
  ignore: GO === undefined,
  async fn() {
    const path = "/debug/pprof/profile?seconds=2";
    const top = await pprofTop(await underLoad(() => fetchBytes(path)));
    assertMatch(top, /^Type: cpu$/m);
    assertMatch(top, / append$/m);
    assertMatch(top, / deliver$| receive$| handle$/m);
    assert(!top.includes("(idle)"), top);
  },
});

Deno.test({
  name: "go tool pprof opens a profile of allocations",
  ignore: GO === undefined,
  async fn() {
    const path = "/debug/pprof/heap?seconds=2";
    const top = await pprofTop(await underLoad(() => fetchBytes(path)));
    assertMatch(top, /^Type: alloc_space$/m);
    assertMatch(top, /^\s+\d[\d.]*[kMG]?B .* (append|decode|send)$/m);
  },
});

Deno.test("the index names what there is", async () => {
  const index = new TextDecoder().decode(await fetchBytes("/debug/pprof/"));
  for (const name of ["profile", "heap", "heapsnapshot"]) {
    assert(index.includes(`/debug/pprof/${name}`), index);
  }
});

testOfThisRuntime(
  "it has no v8.getHeapSnapshot",
  "the heap's snapshot is what DevTools reads",
  async () => {
    const bytes = await fetchBytes("/debug/pprof/heapsnapshot");
    const { snapshot, nodes, strings } = JSON.parse(
      new TextDecoder().decode(bytes),
    );
    const fields = snapshot.meta.node_fields.length;
    assertEquals(nodes.length, snapshot.node_count * fields);
    assert(strings.includes("MemoryStorage"));
  },
);

/** Asks for a profile of the heap. */
async function askHeap(seconds: number, options: RequestInit = {}) {
  const path = `${gim.http}/debug/pprof/heap?seconds=${seconds}`;
  const response = await fetch(path, options);
  return { response, bytes: await response.bytes() };
}

/** Begins a profile that takes long; returns what ends it, and a refusal. */
async function longProfile() {
  const client = new AbortController();
  const { signal } = client;
  // Should one that looks whether it has begun come first, it tries again.
  const first = (async () => {
    while ((await askHeap(300, { signal })).response.status === 429);
  })();
  for (;;) {
    const refused = await askHeap(1);
    if (refused.response.status !== 429) continue;
    const end = async () => {
      client.abort();
      await assertRejects(() => first);
    };
    return { refused, end };
  }
}

Deno.test("one profile is taken at a time, the next is told when to come", async () => {
  const { refused: { response, bytes }, end } = await longProfile();
  await end();
  const { code, data } = JSON.parse(new TextDecoder().decode(bytes));
  assertEquals(code, 429);
  assert(data.retry_after >= 1 && data.retry_after <= 300_000);
  const seconds = Math.ceil(data.retry_after / 1000);
  assertEquals(response.headers.get("retry-after"), String(seconds));
});

Deno.test("a profile ends with the client that asked for it", async () => {
  const { end } = await longProfile();
  await end();
  while ((await askHeap(1)).response.status !== 200);
});

Deno.test("seconds outside of 1 to 300 are refused by name", async () => {
  for (const seconds of ["0", "301", "-1", "1.5", "x", ""]) {
    for (const path of ["profile", "heap"]) {
      const line = `GET /debug/pprof/${path}?seconds=${seconds}`;
      assertMatch(await refusal(400, gim.http, line), /^seconds: .* 1 to 300$/);
    }
  }
});

Deno.test("the gateway's address has no profiles", async () => {
  await refusal(404, `http://${gim.gateway}`, "GET /debug/pprof/");
  await refusal(404, `http://${gim.gateway}`, "GET /debug/pprof/heap");
});

Deno.test("what a proxy passes on needs a token, and gets no snapshot", async () => {
  const headers = { "x-forwarded-for": "203.0.113.7" };
  const index = "GET /debug/pprof/";
  await refusal(401, gim.http, index, { headers });
  await refusal(401, gim.http, index, { headers, token: "none" });
  const token = await runToken("ann");
  const snapshot = "GET /debug/pprof/heapsnapshot";
  await refusal(403, gim.http, snapshot, { headers, token });
  const response = await fetch(`${gim.http}/debug/pprof/`, {
    headers: { ...headers, authorization: `Bearer ${token}` },
  });
  await response.body?.cancel();
  assertEquals(response.status, 200);
});

Deno.test("without the option there are no profiles", async () => {
  await using gim = await Gim.start();
  for (const path of ["", "profile", "heap", "heapsnapshot"]) {
    await refusal(404, gim.http, `GET /debug/pprof/${path}`);
  }
});

Deno.test("where both addresses are one the profiles are there", async () => {
  const args = ["--ws", "127.0.0.1:0", "--http", "127.0.0.1:0", "--profiling"];
  await using gim = await Gim.start({ args });
  assertEquals(gim.gateway, gim.api);
  const response = await fetch(`${gim.http}/debug/pprof/`);
  await response.body?.cancel();
  assertEquals(response.status, 200);
});

Deno.test("the service stops in time while a profile is being taken", async () => {
  const gim = await Gim.start({ args: ["--profiling"] });
  const ask = (path: string) => fetch(`${gim.http}/debug/pprof/${path}`);
  const isRefused = async (response: Response) => {
    if (response.status !== 429) return false;
    await response.body?.cancel();
    return true;
  };
  const profile = (async () => {
    for (;;) {
      const response = await ask("profile?seconds=300");
      if (!await isRefused(response)) return response;
    }
  })();
  // It has begun when another one is refused.
  for (;;) {
    const other = await ask("heap?seconds=1");
    if (await isRefused(other)) break;
    await other.body?.cancel();
  }
  gim.signal("SIGTERM");
  const response = await profile;
  assert((await response.bytes()).length > 0);
  assertEquals(response.status, 200);
  assertEquals((await gim.ended()).status, 0);
});

Deno.test("profiling without its permission ends with status 1 and names the flag", async () => {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...[
        "run",
        "--frozen",
        "--lock=service.lock",
        "--no-prompt",
        "--allow-net",
        "--allow-env",
      ],
      ...["main.ts", "--profiling", "--ws", "127.0.0.1:0"],
      ...["--http", "localhost:0"],
    ],
    cwd: new URL("../../", import.meta.url),
    env: { NO_COLOR: "1" },
  }).output();
  assertEquals(code, 1);
  assertEquals(
    new TextDecoder().decode(stderr),
    "gim: --profiling-enabled: no way to V8's inspector: run with --allow-sys\n",
  );
});

Deno.test("a key of the server API takes a profile, as the console does in a browser", async () => {
  const key = "k".repeat(32);
  await using gim = await Gim.start({
    args: ["--profiling-enabled", "--api-key", key],
  });
  const ask = (given: string, name: string) =>
    fetch(`${gim.http}/debug/pprof/${name}`, {
      headers: { "x-api-key": given, "sec-fetch-site": "same-origin" },
    });
  const taken = await ask(key, "profile?seconds=1");
  assertEquals(taken.status, 200);
  await taken.body?.cancel();
  for (const [given, name] of [["w", "profile"], [key, "heapsnapshot"]]) {
    const refused = await ask(given ?? "", name ?? "");
    assertEquals(refused.status, given === key ? 403 : 401);
    await refused.body?.cancel();
  }
});
