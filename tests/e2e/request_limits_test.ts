import { assert, assertEquals } from "@std/assert";
import { TestClient } from "../helpers/client.ts";
import { CHATROOM, OP, PRIVATE, unique } from "../helpers/contract.ts";
import { Application } from "../helpers/application.ts";
import { Gim, serviceOfThisFile } from "../helpers/gim.ts";
import { call, tokenFor } from "../helpers/http.ts";
import { ProtoClient } from "../helpers/proto_client.ts";
import { scrape } from "../helpers/scrape.ts";
import { Threaded } from "../helpers/threaded.ts";

const FLAGS = [
  ...["--send-rate=0.01", "--send-burst=3"],
  ...["--request-rate=0.01", "--request-burst=4"],
];
const gim = serviceOfThisFile(...FLAGS);

function message(content = "x") {
  return { type: PRIVATE, target_id: "somebody", content };
}

/** In the time of a test no token comes back: that takes 100 seconds. */
function assertTooMany({ code, data }: { code: number; data: unknown }): void {
  assertEquals(code, 429);
  const { reason, retry_after, ...rest } = data as Record<string, unknown>;
  assertEquals([reason, rest], ["rate", {}]);
  assert(Number.isInteger(retry_after), String(retry_after));
  assert(Number(retry_after) > 0 && Number(retry_after) <= 100_000);
}

Deno.test("sockets and HTTP count together, and the socket stays", async () => {
  const id = unique("ann");
  await using phone = await TestClient.login(gim.ws, id);
  await using laptop = await TestClient.login(gim.ws, id, {
    protocols: ["gim.json"],
  });
  const token = await tokenFor(gim.http, id);
  assertEquals((await phone.request(OP.send, message())).code, 0);
  assertEquals((await laptop.request(OP.send, message())).code, 0);
  const sent = await call(gim.http, "POST /messages", {
    token,
    body: message(),
  });
  assertEquals(sent.code, 0);
  assertTooMany(await phone.request(OP.send, message()));
  const refused = await call(gim.http, "POST /messages", {
    token,
    body: message(),
  });
  assertTooMany(refused);
  const { retry_after } = refused.data as { retry_after: number };
  const seconds = Math.ceil(retry_after / 1000);
  assertEquals(refused.headers.get("retry-after"), String(seconds));
  assertEquals((await phone.request(OP.heartbeat)).code, 0);
});

Deno.test("protobuf says the same of a refusal", async () => {
  await using ann = await ProtoClient.login(gim.ws, unique("ann"));
  const replies = [];
  while (replies.length < 4) {
    replies.push(await ann.request(OP.send, message()));
  }
  assertEquals(replies.slice(0, 3).map(({ code }) => code), [0, 0, 0]);
  const { code, body } = replies[3]!;
  assertTooMany({ code, data: body });
});

Deno.test("over HTTP a wrong body counts, one that is no JSON does not", async () => {
  const token = await tokenFor(gim.http, unique("ann"));
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
  };
  for (const body of ["{", "[]", "7", "\xff"]) {
    const { status } = await post(headers, body);
    assertEquals(status, 400, body);
  }
  const wrong = await Promise.all([
    post(headers, "{}"),
    post({ ...headers, "content-type": "text/plain" }, "{}"),
    post(headers, JSON.stringify(message("x".repeat(70_000)))),
  ]);
  assertEquals(wrong.map(({ status }) => status), [400, 415, 413]);
  assertEquals((await post(headers, JSON.stringify(message()))).status, 429);
  const sessions = await call(gim.http, "GET /sessions", { token });
  assertEquals(sessions.code, 0);
});

async function post(headers: HeadersInit, body: string): Promise<Response> {
  const url = `${gim.http}/messages`;
  const response = await fetch(url, { method: "POST", headers, body });
  await response.body?.cancel();
  return response;
}

Deno.test("a malformed frame does not count", async () => {
  await using ann = await TestClient.login(gim.ws, unique("ann"));
  for (
    const frame of ["{", "[]", "7", '{"op":"201"}', '{"op":201,"seq":1.5}']
  ) {
    ann.send(frame);
    assertEquals((await ann.next(({ op }) => op === 0)).seq, 0);
  }
  for (let each = 0; each < 4; each++) {
    assertEquals((await ann.request(OP.sessions)).code, 0);
  }
  assertTooMany(await ann.request(OP.sessions));
});

Deno.test("refusals are counted by reason and by limit, and buckets are told", async () => {
  await using ann = await TestClient.login(gim.ws, unique("ann"));
  const before = await scrape(gim.http);
  for (let each = 0; each < 5; each++) await ann.request(OP.send, message());
  const after = await scrape(gim.http);
  for (
    const name of [
      'gim_refusals_total{reason="rate"}',
      'gim_rate_limited_total{limit="send"}',
    ]
  ) {
    assertEquals(after.get(name)! - before.get(name)!, 2, name);
  }
  assert(after.get('gim_rate_buckets{limit="send"}')! >= 1);
});

Deno.test("nothing is lost that an application sends too quickly", async () => {
  await using strict = await Gim.start({
    args: ["--send-rate=100", "--send-burst=5"],
  });
  await using ann = await Application.start(strict.ws, unique("ann"));
  const texts = Array.from({ length: 40 }, (_, at) => String(at));
  await Promise.all(texts.map((text) => ann.tell("ben", text)));
  const { items } = await ann.client.history({
    session_id: "2:ben",
    count: 100,
  });
  const stored = items.map(({ content }) => content);
  assertEquals(stored.toSorted(), texts.toSorted());
});

Deno.test("threads have one limit together, for wrong requests as well", async () => {
  await using threaded = await Threaded.start(...FLAGS);
  const id = unique("ann");
  const clients = [
    await threaded.loginAt("gateway-0", id),
    await threaded.loginAt("gateway-1", id),
  ];
  const [first, second] = clients as [TestClient, TestClient];
  assertEquals((await first.request(OP.send, message())).code, 0);
  assertEquals((await second.request(OP.send, {})).code, 400);
  const room = { type: CHATROOM, target_id: "nowhere", content: "x" };
  assertEquals((await first.request(OP.send, room)).code, 404);
  assertTooMany(await second.request(OP.send, message()));
  assertTooMany(await first.request(OP.send, {}));
  const token = await tokenFor(threaded.http, id);
  assertTooMany(
    await call(threaded.http, "POST /messages", { token, body: message() }),
  );
  for (const each of clients) await each.close();
});

Deno.test("threads keep one pace, and each request has one answer, in order", async () => {
  await using threaded = await Threaded.start(...FLAGS);
  const id = unique("ann");
  const clients = [
    await threaded.loginAt("gateway-0", id),
    await threaded.loginAt("gateway-1", id),
  ];
  const asked = clients.map((client) =>
    Array.from(
      { length: 60 },
      (_, at) => client.post(OP.send, at % 2 === 0 ? message() : {}),
    )
  );
  const isReply = ({ op }: { op: number }) => op === OP.send + 1;
  const codes: number[] = [];
  for (const [at, client] of clients.entries()) {
    for (const seq of asked[at]!) {
      const { seq: answered, body } = await client.next(isReply);
      assertEquals(answered, seq);
      codes.push((body as { code: number }).code);
    }
  }
  const refused = codes.filter((code) => code === 429);
  assertEquals([codes.length, refused.length], [120, 117]);
  for (const each of clients) await each.close();
});
