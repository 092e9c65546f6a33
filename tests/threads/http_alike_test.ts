import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { createTestAuth } from "../helpers/auth.ts";
import { within } from "../helpers/client.ts";
import { RawSocket } from "../helpers/raw_socket.ts";
import { Threaded } from "../helpers/threaded.ts";

const SECRET = "a secret of at least thirty-two bytes";
const PAGE = "https://chat.example";
const FLAGS = [
  ...["--ws=127.0.0.1:0", "--http=127.0.0.1:0", "--enable-message-sequence"],
  ...[`--auth-secret=${SECRET}`, `--allow-origin=${PAGE}`],
  ...["--max-frame-size=8KiB", "--log-level=error"],
];

const methods = fc.constantFrom(
  ...["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"],
  ...["get", "Get", "post", "put", "delete", "options", "TRACE", "TRACK"],
  ...["CONNECT", "X", "x~y!", "QUERY", "M-SEARCH"],
);

const paths = fc.oneof(
  fc.constantFrom(
    ...["/", "/healthz", "/readyz", "/openapi.json", "/ws", "/login"],
    ...["/users/ann", "/users/%61nn", "/users/%ff", "/users/%", "/users/"],
    ...["/users/%F0%9F%98%80", "/users/%00", "/user/find?id=ann"],
    ...["/user/find?id=%ff", "/user/find?id=ann&id=x", "/USERS/ann"],
    ...["/sessions?count=1", "/sessions?count=x", "/sessions?count=1e1"],
    ...["/sessions?count=0", "/sessions?type=1.0", "/sessions?cursor=%ff"],
    ...["/sessions/1:x/messages", "/sessions/1:x/messages?after_sequence=0"],
    ...["/sessions/2:ben/messages?after_sequence=-0", "//login", "/./ws/.."],
    ...["/sessions/1:x/messages?after_sequence=9007199254740993", "*"],
    ...["/chatrooms/x/members/me", "/chatrooms/x/members", "/messages"],
    ...["/metrics/", "/healthz?token=x", "/healthz/", "/healthz#x", "/a b"],
    ...["http://other.example/healthz", "http://[/healthz", "healthz", ""],
    `/${"long/".repeat(600)}`,
    `/users/${"x".repeat(70_000)}`,
  ),
  fc.string({ unit: "grapheme-ascii", maxLength: 12 })
    .map((text) => `/users/${text.replaceAll(/\s/g, "")}`),
  fc.string({ unit: "binary", maxLength: 8 })
    .map((text) => `/users/${encodeURIComponent(text.toWellFormed())}`),
);

const names = fc.constantFrom(
  ...["origin", "trace", "Trace", "content-type", "accept", "x-y"],
  ...["authorization", "access-control-request-method", "upgrade"],
  ...["content-encoding", "forwarded", "range", "if-none-match", "expect-ct"],
);
/** Bytes of a header's value: any that HTTP allows, not only text. */
const values = fc.oneof(
  fc.constantFrom(PAGE, "application/json", "t-1", "gzip", "PUT", "websocket"),
  fc.array(
    fc.integer({ min: 0x20, max: 0xff }).filter((byte) => byte !== 0x7f),
    { maxLength: 20 },
  ).map((bytes) => Buffer.from(bytes).toString("latin1").trim()),
);

const bodies = fc.oneof(
  fc.constantFrom(
    ...["", "{}", "[]", "{", '{"name":"x"}', '{"id":"ann"}', "null"],
    ...['{"type":1,"target_id":"x","content":"\\ud800"}', "\ufeff{}"],
    ...['{"type":1,"target_id":"x","content":"\\u0000\\u2028"}'],
    ...['{"type":1,"target_id":"x","content":"a","request_id":"r"}'],
    ...['{"sequence":0.5}', '{"sequence":1e400}', '{"sequence":0}'],
    " ".repeat(9000),
  ),
  fc.json(),
  fc.string({ unit: "binary", maxLength: 20 }),
);

const requests = fc.record({
  method: methods,
  path: paths,
  headers: fc.array(fc.tuple(names, values), { maxLength: 4 }),
  token: fc.constantFrom("good", "good", "good", "bad", "none", "twice"),
  json: fc.boolean(),
  body: bodies,
  form: fc.constantFrom("length", "length", "chunked", "none"),
});
type Asked = typeof requests extends fc.Arbitrary<infer Each> ? Each : never;

function write(asked: Asked, token: string): Buffer {
  const { method, path, headers, json, body, form } = asked;
  const bytes = Buffer.from(body, "utf8");
  const bearer = `authorization: Bearer ${token}`;
  const lines = [
    `${method} ${path} HTTP/1.1`,
    ...["host: gim.example", "connection: close"],
    ...asked.token === "good" ? [bearer] : [],
    ...asked.token === "twice" ? [bearer, bearer] : [],
    ...asked.token === "bad" ? ["authorization: Bearer x"] : [],
    ...json ? ["content-type: application/json"] : [],
    ...form === "length" ? [`content-length: ${bytes.length}`] : [],
    ...form === "chunked" ? ["transfer-encoding: chunked"] : [],
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  const head = Buffer.from(lines.join("\r\n") + "\r\n\r\n", "latin1");
  if (form === "none") return head;
  if (form === "length") return Buffer.concat([head, bytes]);
  const size = bytes.length > 0 ? `${bytes.length.toString(16)}\r\n` : "";
  const end = Buffer.from(`${size && "\r\n"}0\r\n\r\n`);
  return Buffer.concat([head, Buffer.from(size), bytes, end]);
}

/** A response without what differs from one service to another by its nature. */
function normal(response: string): string[] {
  const end = response.indexOf("\r\n\r\n");
  const body = end < 0 ? "" : response.slice(end + 4);
  const [status = "", ...headers] = response.slice(0, end).split("\r\n");
  const kept = headers.filter((line) =>
    !/^(?:date|content-length):/i.test(line)
  );
  return [status, ...kept.sort(), plain(body)]
    .map((line) => line.replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4,12}){4}\b/, "ID"));
}

function plain(body: string): string {
  return body.replaceAll(/\b\d{13}\b/g, "TIME")
    .replaceAll(/"0[a-z0-9]{14,}"/g, '"MESSAGE"');
}

async function exchange(base: string, bytes: Uint8Array): Promise<string> {
  using socket = await RawSocket.connect(base.replace("http://", ""));
  // A request may be refused before it has been sent in whole.
  await socket.write(bytes).catch(() => {});
  return await within(10_000, socket.text(), "no answer");
}

Deno.test("every HTTP request is answered alike, whether it crosses a thread or not", async () => {
  await using one = await Threaded.start(...FLAGS, "--gateway-worker=1");
  await using three = await Threaded.start(...FLAGS, "--gateway-worker=3");
  const auth = createTestAuth({ secrets: [SECRET], tokenExpiry: 600_000 });
  const { token } = await auth.issue("ann");
  const statuses = new Set<string>();
  const property = fc.asyncProperty(requests, async (asked) => {
    const bytes = write(asked, token);
    const [here, crossing] = [
      await exchange(one.http, bytes),
      await exchange(three.http, bytes),
    ];
    assertEquals(normal(crossing), normal(here));
    statuses.add(here.split(" ")[1] ?? "");
  });
  // A page, whose response has a `vary` of its own.
  const page: Asked = {
    method: "GET",
    path: "/",
    headers: [],
    token: "none",
    json: false,
    body: "",
    form: "none",
  };
  const examples: [Asked][] = [[page]];
  await fc.assert(property, { numRuns: 100, endOnFailure: true, examples });
  // What nobody answers would be alike, too.
  assert(statuses.size >= 4, `only ${[...statuses]}`);
});

Deno.test("a response tells once what it varies by, in a thread too", async () => {
  await using three = await Threaded.start(...FLAGS, "--gateway-worker=3");
  for (const path of ["/healthz", "/ws", "/nothing"]) {
    const headers = { origin: PAGE };
    const response = await fetch(three.http + path, { headers });
    await response.body?.cancel();
    assertEquals(response.headers.get("vary"), "origin", path);
  }
});
