import { assert, assertEquals } from "@std/assert";
import { Application } from "../helpers/application.ts";
import { BackEnd } from "../helpers/back_end.ts";
import { Gim } from "../helpers/gim.ts";
import { testWithRedis } from "../helpers/redis_server.ts";
import { admin, API_KEY_FLAGS, refusedAdmin } from "../helpers/server_api.ts";

interface Page {
  readonly items: readonly {
    readonly id: string;
    readonly type: string;
    readonly created_at: number;
    readonly attempts: number;
    readonly next_at: number;
    readonly last_error?: string;
  }[];
  readonly waiting: number;
  readonly dropped: number;
  readonly oldest?: number;
}

async function lists(storage: readonly string[], dataDir?: string) {
  await using backEnd = new BackEnd(() => new Response("no", { status: 500 }));
  await using gim = await Gim.start({
    dataDir,
    args: [
      ...storage,
      ...API_KEY_FLAGS,
      ...backEnd.flags,
      "--webhook-events=message.created",
    ],
  });
  await using ann = await Application.start(gim.ws, "ann");
  const sent = await ann.tell("bob", "hello");
  await ann.tell("bob", "again");
  await backEnd.events("message.created", 2);
  const first = () => admin<Page>(gim.http, "GET /admin/hooks?count=1");
  let page = await first();
  while (page.items[0]?.attempts === 0) page = await first();
  assertEquals([page.items.length, page.waiting], [1, 2]);
  const [event] = page.items;
  assert(event !== undefined && page.oldest !== undefined);
  assertEquals(event.type, "message.created");
  assertEquals(event.created_at, sent.created_at);
  assertEquals(event.last_error, "500 no");
  assert(event.next_at > event.created_at);
  const before = backEnd.calls.filter(({ id }) => id === event.id).length;
  await admin(gim.http, `POST /admin/hooks/${event.id}/retry`);
  await backEnd.until(
    () => backEnd.calls.filter(({ id }) => id === event.id).length > before,
    "it was not told at once",
  );
  const none = "POST /admin/hooks/evt_none/retry";
  assertEquals(await refusedAdmin(gim.http, none), 404);
}

Deno.test("an operator sees what waits in memory, and has it told", () =>
  lists([]));

Deno.test("an operator sees what waits on disk, and has it told", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "gim-" });
  await lists([], dataDir);
  await Deno.remove(dataDir, { recursive: true });
});

testWithRedis(
  "an operator sees what waits in Redis, and has it told",
  ({ url }) => lists(["--storage", "redis", "--redis-url", url]),
);

Deno.test("without a back end nothing waits", async () => {
  await using gim = await Gim.start({ args: [...API_KEY_FLAGS] });
  const page = await admin<object>(gim.http, "GET /admin/hooks");
  assertEquals(page, { items: [], waiting: 0, dropped: 0 });
});

Deno.test("an operator sees how many events were dropped", async () => {
  await using backEnd = new BackEnd(() => new Response("no", { status: 500 }));
  await using gim = await Gim.start({
    args: [
      ...API_KEY_FLAGS,
      ...backEnd.flags,
      ...["--webhook-events=message.created", "--webhook-backlog=2"],
    ],
  });
  await using ann = await Application.start(gim.ws, "ann");
  for (let at = 0; at < 5; at++) await ann.tell("bob", `message ${at}`);
  const page = await admin<Page>(gim.http, "GET /admin/hooks");
  assertEquals([page.waiting, page.dropped], [2, 3]);
});
