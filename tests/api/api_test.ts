import { assert, assertEquals } from "@std/assert";
import { ApiBench } from "../helpers/api.ts";
import { refusal } from "../helpers/refusal.ts";

const JSON_HEADERS = { "content-type": "application/json" };

Deno.test("a login over HTTP gives a token, which then knows the caller", async () => {
  const bench = new ApiBench();
  const body = JSON.stringify({ id: "ann", name: "Ann" });
  const init = { body, headers: JSON_HEADERS };
  const response = await bench.ask("POST /login", init);
  assertEquals(response.status, 200);
  const { code, msg, data } = await response.json();
  assertEquals([code, msg, data.user], [0, "ok", { id: "ann", name: "Ann" }]);
  for (
    const [path, authorization] of [
      ["/user/find?id=ann", `Bearer ${data.token}`],
      ["/users/ann", `bearer  ${data.token}`],
      [`/user/find?id=ann&token=${data.token}`, ""],
    ] as const
  ) {
    const headers = { authorization };
    const found = await bench.ask(`GET ${path}`, { headers });
    assertEquals((await found.json()).data.name, "Ann");
  }
});

Deno.test("every route but the open ones needs a token", async () => {
  const bench = new ApiBench();
  const open = bench.routes.filter((route) => route.open)
    .map(({ path }) => path);
  const info = ["/healthz", "/readyz", "/version", "/openapi.json"];
  assertEquals(open, ["/login", ...info]);
  for (const { method, path, open } of bench.routes) {
    if (open) continue;
    const line = `${method} ${path.replaceAll(/:\w+/g, "x")}`;
    assertEquals((await refusal(() => bench.ask(line))).code, 401, line);
    const headers = { authorization: "Bearer x" };
    const wrong = await refusal(() => bench.ask(line, { headers }));
    assertEquals(wrong.code, 401, line);
  }
});

Deno.test("a token of another scheme, or an empty one, is none", async () => {
  const bench = new ApiBench();
  for (const authorization of ["Basic eDp5", "Bearer", "Bearer ", "x"]) {
    const headers = { authorization };
    const { code, message } = await refusal(() =>
      bench.ask("GET /sessions?token=", { headers })
    );
    assertEquals([code, message.startsWith("token: ")], [401, true]);
  }
});

Deno.test("a token over its limit is a 400 in the header, the query and a body alike", async () => {
  const bench = new ApiBench({ bodyLimit: 10_000 });
  const messages = new Set<string>();
  const token = "x".repeat(4097);
  const body = JSON.stringify({ id: "ann", token });
  const headers = { authorization: `Bearer ${token}` };
  for (
    const [line, init] of [
      ["GET /sessions", { headers }],
      [`GET /sessions?token=${token}`, {}],
      ["POST /login", { body, headers: JSON_HEADERS }],
    ] as const
  ) {
    const { code, message } = await refusal(() => bench.ask(line, init));
    assertEquals(code, 400, line);
    messages.add(message);
  }
  assertEquals([...messages], [
    "token: wrong value: expected a token, 1 to 4096 characters",
  ]);
  const fits = { headers: { authorization: `Bearer ${token.slice(1)}` } };
  const { code } = await refusal(() => bench.ask("GET /sessions", fits));
  assertEquals(code, 401);
});

Deno.test("messages are sent, paged and synced as over a socket", async () => {
  const bench = new ApiBench();
  for (const content of ["1", "2", "3"]) {
    const body = { type: 2, target_id: "bob", content };
    const sent = await bench.as("ann", "POST /messages", body);
    assertEquals(sent.session_id, "2:bob");
  }
  assertEquals(bench.rules.privately.length, 3);
  const path = "/sessions/2:ann/messages";
  const page = await bench.as("bob", `GET ${path}?count=2`);
  const [oldest] = page.items;
  assertEquals([page.items.length, page.has_more], [2, true]);
  const older = await bench.as("bob", `GET ${path}?message_id=${oldest.id}`);
  assertEquals(older.items.map((each: { content: string }) => each.content), [
    "1",
  ]);
  const synced = await bench.as(
    "bob",
    `GET ${path}?after_sequence=1&count=500`,
  );
  assertEquals([synced.items.length, synced.complete], [2, true]);
  const encoded = "/sessions/2%3Aann/messages";
  assertEquals((await bench.as("bob", `GET ${encoded}`)).items.length, 3);
});

Deno.test("reading and recalling are as over a socket", async () => {
  const bench = new ApiBench();
  const body = { type: 2, target_id: "bob", content: "hi" };
  const { id } = await bench.as("ann", "POST /messages", body);
  const mark = { sequence: 1 };
  const read = await bench.as("bob", "POST /sessions/2:ann/read", mark);
  assertEquals(read, { unread: 0 });
  const line = `DELETE /sessions/2:bob/messages/${id}`;
  assertEquals((await bench.as("ann", line)).status, 2);
});

Deno.test("with sequence off what needs it is a 409 whatever its body", async () => {
  const bench = new ApiBench({ sequence: false });
  const messages = "/sessions/2:bob/messages";
  const { token } = await bench.rules.auth.issue("ann");
  const authorization = `Bearer ${token}`;
  const lines: [line: string, init?: RequestInit][] = [
    [`GET ${messages}?after_sequence=0`],
    [`GET ${messages}?after_sequence=x&count=0`],
    ["GET /sessions/x/messages?after_sequence="],
    ["POST /sessions/2:bob/read", { body: '{"sequence":1}' }],
    ["POST /sessions/2:bob/read", { body: "not JSON" }],
    ["POST /sessions/x/read", { body: "x".repeat(1001) }],
    [`DELETE ${messages}/x`],
  ];
  for (const [line, init] of lines) {
    const headers = { authorization };
    const refused = await refusal(() => bench.ask(line, { ...init, headers }));
    assertEquals(refused.code, 409, line);
    const nobody = await refusal(() => bench.ask(line, init));
    assertEquals(nobody.code, 401, line);
  }
  assertEquals(await bench.as("ann", `GET ${messages}`), {
    items: [],
    has_more: false,
  });
  assertEquals(bench.rules.told, []);
});

Deno.test("what needs sequence over HTTP is what needs it over a socket", () => {
  const { routes } = new ApiBench();
  const needing = routes.filter(({ needsSequence }) =>
    needsSequence(new URLSearchParams("after_sequence=0"))
  );
  assertEquals(needing.map(({ method, path }) => `${method} ${path}`), [
    "GET /sessions/:id/messages",
    "POST /sessions/:id/read",
    "DELETE /sessions/:id/messages/:message_id",
    "PATCH /sessions/:id/messages/:message_id",
    "PUT /sessions/:id/messages/:message_id/reactions/:reaction",
    "DELETE /sessions/:id/messages/:message_id/reactions/:reaction",
    "GET /sessions/:id/messages/:message_id/reactions/:reaction",
  ]);
});

Deno.test("chatrooms are joined, shown and left", async () => {
  const bench = new ApiBench();
  const me = "/chatrooms/room/members/me";
  const { chatroom } = await bench.as("ann", `PUT ${me}`);
  assertEquals([chatroom.name, chatroom.creator], ["room", "ann"]);
  await bench.as("bob", `PUT ${me}`, { name: "ignored", id: "other" });
  const members = await bench.as("ann", "GET /chatrooms/room/members?count=1");
  assertEquals([members.items[0].id, members.total], ["ann", 2]);
  const { next_cursor } = members;
  const rest = await bench.as(
    "ann",
    `GET /chatrooms/room/members?cursor=${next_cursor}`,
  );
  assertEquals(rest.items.map((each: { id: string }) => each.id), ["bob"]);
  assertEquals(await bench.as("bob", `DELETE ${me}`), {});
  const { items } = await bench.as("ann", "GET /sessions?type=1&count=5");
  assertEquals(items.map((each: { id: string }) => each.id), ["1:room"]);
});

Deno.test("a query that is wrong is a 400 that names its field", async () => {
  const bench = new ApiBench();
  const wrong: Record<string, string> = {
    "/sessions?count=0": "count",
    "/sessions?count=1.5": "count",
    "/sessions?count=": "count",
    "/sessions?count=1e1": "count",
    "/sessions?type=3": "type",
    "/sessions?cursor=%21": "cursor",
    "/user/find": "id",
    "/user/find?id=a%20b": "id",
    "/sessions/2:bob/messages?count=101": "count",
    "/sessions/2:bob/messages?after_sequence=-1": "after_sequence",
    "/sessions/2:bob/messages?after_sequence=x": "after_sequence",
    "/sessions/x/messages": "session_id",
  };
  for (const [path, field] of Object.entries(wrong)) {
    const { code, message } = await refusal(() =>
      bench.as("ann", `GET ${path}`)
    );
    assertEquals([code, message.split(":")[0]], [400, field], path);
  }
});

Deno.test("a body that is too long, of another type or no object is refused", async () => {
  const bench = new ApiBench({ bodyLimit: 100 });
  const codeOf = async (body: string, headers: Record<string, string>) =>
    (await refusal(() => bench.ask("POST /login", { body, headers }))).code;
  const long = JSON.stringify({ id: "ann", name: "x".repeat(100) });
  assertEquals(await codeOf(long, JSON_HEADERS), 413);
  assertEquals(await codeOf("{}", { "content-type": "text/plain" }), 415);
  assertEquals(await codeOf("[]", JSON_HEADERS), 400);
  assertEquals(await codeOf('{"__proto__":{"id":"ann"}}', JSON_HEADERS), 400);
});

Deno.test("the service tells that it lives, and when it cannot take requests", async () => {
  const bench = new ApiBench();
  assertEquals((await bench.ask("GET /healthz")).status, 200);
  assertEquals((await bench.ask("GET /readyz")).status, 200);
  const { data } = await (await bench.ask("GET /version")).json();
  assertEquals(data.version, "1.2.3");
  bench.notReady = "the server is going away";
  assertEquals((await refusal(() => bench.ask("GET /readyz"))).code, 503);
  assertEquals((await bench.ask("GET /healthz")).status, 200);
});

Deno.test("a response is never stored, sniffed or taken for another type", async () => {
  const { headers } = await new ApiBench().ask("GET /healthz");
  assert(headers.get("content-type")?.startsWith("application/json"));
  assertEquals(headers.get("cache-control"), "no-store");
  assertEquals(headers.get("x-content-type-options"), "nosniff");
});
