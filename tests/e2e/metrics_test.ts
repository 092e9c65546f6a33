import { assert, assertEquals } from "@std/assert";
import { METRICS } from "../../src/observe/metrics/table.ts";
import { type Frame, TestClient } from "../helpers/client.ts";
import { CHATROOM, OP, PRIVATE, PUSH, type Push } from "../helpers/contract.ts";
import { serviceOfThisFile } from "../helpers/gim.ts";
import { call, get, refusal, tokenFor } from "../helpers/http.ts";
import { until } from "../helpers/promises.ts";
import {
  namesIn,
  NOT_WITH_MEMORY,
  type Scrape,
  scrape,
  sumOf,
} from "../helpers/scrape.ts";

const gim = serviceOfThisFile(
  ...["--message-push-duration=50ms", "--message-push-count=3"],
);

/** How much a metric grew from one scrape to the next. */
function growth(
  [before, after]: readonly [Scrape, Scrape],
  name: string,
  ...labels: string[]
): number {
  return sumOf(after, name, ...labels) - sumOf(before, name, ...labels);
}

function pushesIn(frames: readonly Frame[], type: number): Push[] {
  return frames.filter(({ op }) => op === PUSH.messages)
    .map(({ body }) => body as Push)
    .filter(({ session }) => session.type === type);
}

interface Load {
  /** What each client was sent by itself. */
  readonly frames: readonly Frame[];
  readonly privateSent: number;
  readonly roomSent: number;
}

/** Waits for all to be gone: the service learns of an end a moment later. */
async function empty(): Promise<void> {
  const left = async () => {
    const now = await scrape(gim.http);
    return sumOf(now, "gim_sockets") + sumOf(now, "gim_connections");
  };
  await until(async () => await left() === 0);
}

/** Three people write to each other and in a chatroom, quicker than it pushes. */
async function converse(): Promise<Load> {
  const clients: TestClient[] = [];
  for (const id of ["ann", "ben", "cat"]) {
    const client = await TestClient.login(gim.ws, id);
    clients.push(client);
    await client.ask(OP.join, { id: "square" });
  }
  const [ann] = clients as [TestClient, TestClient, TestClient];
  for (let round = 0; round < 4; round++) {
    const sends = [];
    for (let i = 0; i < 50; i++) {
      sends.push(ann.tell(i % 2 === 0 ? "ben" : "cat", `private ${i}`));
      sends.push(ann.say("square", `public ${i}`));
    }
    // No more than a connection may have unanswered.
    await Promise.all(sends);
  }
  // The chatroom is quiet when nothing of it is busy any more.
  await until(async () =>
    sumOf(await scrape(gim.http), "gim_chatrooms_busy") === 0
  );
  const frames = (await Promise.all(clients.map((each) => each.unread())))
    .flat();
  for (const client of clients) await client.close();
  await empty();
  return { frames, privateSent: 200, roomSent: 200 };
}

Deno.test("the metrics are what the clients saw", async () => {
  const before = await scrape(gim.http);
  const { frames, privateSent, roomSent } = await converse();
  const span = [before, await scrape(gim.http)] as const;
  const grew = (name: string, ...labels: string[]) =>
    growth(span, name, ...labels);

  const sent = privateSent + roomSent;
  assertEquals(grew("gim_frames_received_total", 'op="send"'), sent);
  assertEquals(grew("gim_frames_sent_total", 'op="send"'), sent);
  const duration = "gim_request_duration_seconds_count";
  assertEquals(grew(duration, 'op="send"', 'code="0"'), sent);
  const stored = "gim_messages_stored_total";
  assertEquals(grew(stored, 'type="private"'), privateSent);
  assertEquals(grew(stored, 'type="chatroom"'), roomSent);
  assertEquals(grew("gim_logins_total", 'code="0"'), 3);

  const privately = pushesIn(frames, PRIVATE);
  // Those of one turn of the event loop come in one push.
  assertEquals(privately.flatMap((push) => push.items).length, privateSent);
  assertEquals(grew("gim_pushes_total", "private"), privately.length);
  const rooms = pushesIn(frames, CHATROOM);
  const items = rooms.flatMap((push) => push.items).length;
  const missed = rooms.reduce((sum, push) => sum + push.missed, 0);
  assert(missed > 0, "nothing was left out: the load was too slow");
  assertEquals(grew("gim_pushes_total", "chatroom"), rooms.length);
  assertEquals(grew("gim_messages_pushed_total", "chatroom"), items);
  assertEquals(grew("gim_messages_missed_total"), missed);
  assertEquals(items + missed, 3 * roomSent);
  const events = frames.filter(({ op }) => op === PUSH.event).length;
  assertEquals(grew("gim_pushes_total", "event"), events);
  assertEquals(grew("gim_frames_sent_total", 'op="event"'), events);

  assertEquals(grew("gim_connections_opened_total"), 3);
  assertEquals(grew("gim_connections_closed_total", 'code="peer"'), 3);
  assertEquals(grew("gim_stored_messages"), sent);
  const appends = "gim_storage_duration_seconds_count";
  assertEquals(grew(appends, 'operation="append"'), sent);
});

Deno.test("what is there is counted while it is there", async () => {
  await empty();
  await using ann = await TestClient.login(gim.ws, "ann");
  await using _guest = await TestClient.connect(gim.ws);
  await ann.ask(OP.join, { id: "den" });
  const now = await scrape(gim.http);
  assertEquals(now.get("gim_sockets"), 2);
  assertEquals(now.get("gim_connections"), 2);
  assertEquals(now.get("gim_connections_logged_in"), 1);
  assertEquals(now.get("gim_users_online"), 1);
  assert((now.get("gim_chatrooms_online") ?? 0) >= 1);
  assertEquals(now.get("gim_http_requests_running"), 1);
  assertEquals(now.get("gim_outbound_buffered_bytes"), 0);
  const stats = await get<Record<string, Record<string, number>>>(
    gim.http,
    "GET /debug/stats",
  );
  assertEquals(stats.gateway?.connections, 2);
  assertEquals(stats.gateway?.logged_in, 1);
  assertEquals(stats.online?.users, 1);
  assertEquals(stats.storage?.messages, now.get("gim_stored_messages"));
});

Deno.test("each limit is told with the metric that says how much of it is used", async () => {
  const names = namesIn(await scrape(gim.http));
  const series = [...(await scrape(gim.http))]
    .filter(([name]) => name.startsWith("gim_limit{"));
  const limits = new Map(series.map(([name, most]) => {
    const [, metric = "", option = ""] =
      /metric="(\w+)",option="([\w-]+)"/.exec(name) ?? [];
    assert(names.has(metric), name);
    return [option === "none" ? metric : `--${option}`, most];
  }));
  assertEquals(limits.get("--max-connections"), 100_000);
  assertEquals(limits.get("--storage-limit"), 1024 ** 3);
  assertEquals(limits.get("--max-outbound-bytes"), 4 * 1024 ** 2);
  assertEquals(limits.get("gim_stored_users"), 1_000_000);
  assertEquals(limits.get("gim_stored_data_bytes"), 1024 ** 3 / 4);
  assertEquals(limits.has("--webhook-backlog"), false, "nothing is told");
});

/** The names in a JSON object, those of its parts too. */
function keysIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value)
    .flatMap(([key, part]) => [key, ...keysIn(part)]);
}

Deno.test("the figures are all written alike", async () => {
  const keys = keysIn(await get<object>(gim.http, "GET /debug/stats"));
  assert(keys.includes("message_bytes") && keys.includes("request_ids"));
  assertEquals(keys.filter((key) => !/^[a-z_]+$/.test(key)), []);
});

Deno.test("refusals are counted by code, and what a client makes up by no name of its own", async () => {
  const before = await scrape(gim.http);
  await using ann = await TestClient.connect(gim.ws);
  await ann.refused(401, OP.send, { type: 2, target_id: "b", content: "x" });
  await ann.refused(400, OP.login, { id: "no id" });
  await ann.request(999);
  await ann.request(-7);
  ann.send("{");
  await ann.next(({ op }) => op === 0);
  const token = await tokenFor(gim.http, "ann");
  await call(gim.http, "GET /users/nobody-1", { token });
  await call(gim.http, "GET /users/nobody-2", { token });
  await call(gim.http, "GET /made/up");
  await call(gim.http, "POST /login", { body: {} });
  const after = await scrape(gim.http);
  const grew = (name: string, ...labels: string[]) =>
    growth([before, after], name, ...labels);
  const duration = "gim_request_duration_seconds_count";
  assertEquals(grew(duration, 'op="send"', 'code="401"'), 1);
  assertEquals(grew(duration, 'op="unknown"', 'code="400"'), 2);
  assertEquals(grew("gim_frames_received_total", 'op="malformed"'), 1);
  assertEquals(grew("gim_logins_total", 'code="400"'), 2);
  const http = "gim_http_request_duration_seconds_count";
  assertEquals(grew(http, 'route="/users/:id"', 'status="404"'), 2);
  assertEquals(grew(http, 'route="none"', 'status="404"'), 1);
  assertEquals(grew(http, 'route="/ws"', 'status="101"'), 1);
  for (const series of after.keys()) {
    assert(!/nobody|made|999/.test(series.split("{")[1] ?? ""), series);
  }
});

Deno.test("a connection that is closed by the service is counted by its code", async () => {
  await empty();
  const before = await scrape(gim.http);
  await using ann = await TestClient.connect(gim.ws);
  ann.send(new Uint8Array([1]));
  assertEquals((await ann.ended()).code, 1003);
  const span = [before, await scrape(gim.http)] as const;
  const closed = "gim_connections_closed_total";
  assertEquals(growth(span, closed, 'code="1003"'), 1);
  assertEquals(growth(span, closed, 'code="peer"'), 0);
});

Deno.test("every metric of the table is told", async () => {
  await using _ann = await TestClient.login(gim.ws, "ann");
  const names = namesIn(await scrape(gim.http));
  const missing = Object.entries(METRICS)
    .filter(([, { type }]) => type !== "histogram")
    .map(([name]) => name)
    .filter((name) => !names.has(name) && !NOT_WITH_MEMORY.has(name));
  assertEquals(missing, []);
  for (const [name, { type }] of Object.entries(METRICS)) {
    const isTold = type !== "histogram" || names.has(`${name}_bucket`);
    assert(isTold || NOT_WITH_MEMORY.has(name), name);
  }
  for (const name of names) {
    const metric = name.replace(/_(bucket|sum|count)$/, "");
    assert(metric in METRICS || name in METRICS, name);
  }
});

Deno.test("the metrics and the figures are not at the gateway's address", async () => {
  const gateway = `http://${gim.gateway}`;
  await refusal(404, gateway, "GET /metrics");
  await refusal(404, gateway, "GET /debug/stats");
});
