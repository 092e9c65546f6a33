import { assertEquals } from "@std/assert";
import { Origins } from "../../src/api/origins.ts";

const PAGE = "https://chat.example";
const OTHER = "https://evil.example";

function exposed(allowed: string[], origin: string | null): [string, string][] {
  const headers = new Headers();
  new Origins(allowed).expose(headers, origin, "trace");
  return [...headers];
}

function preflight(allowed: string[], headers: Record<string, string>) {
  const request = new Request("http://gim.example/login", {
    method: "OPTIONS",
    headers,
  });
  return new Origins(allowed).preflight(request, "trace");
}

const ASKING = { origin: PAGE, "access-control-request-method": "POST" };

Deno.test("without allowed origins no page may read, and none is told anything", () => {
  assertEquals(exposed([], PAGE), []);
  assertEquals(preflight([], ASKING), undefined);
});

Deno.test("an allowed page may read the response and its trace", () => {
  assertEquals(exposed([PAGE], PAGE), [
    ["access-control-allow-origin", PAGE],
    ["access-control-expose-headers", "trace"],
    ["vary", "origin"],
  ]);
});

Deno.test("another page, or none, learns only that the answer varies", () => {
  assertEquals(exposed([PAGE], OTHER), [["vary", "origin"]]);
  assertEquals(exposed([PAGE], null), [["vary", "origin"]]);
  assertEquals(exposed([PAGE], `${PAGE}.evil.example`), [["vary", "origin"]]);
});

Deno.test("a star allows every page, by its own name", () => {
  const names = exposed(["*"], OTHER).map(([, value]) => value);
  assertEquals(names.includes(OTHER), true);
});

Deno.test("a star before a host allows every host below it, and nothing else", () => {
  const allowed = new Origins(["https://*.chat.example"]);
  const below = ["https://a.chat.example", "https://a-1.b_c.chat.example"];
  for (const origin of below) assertEquals(allowed.allowsSocket(origin), true);
  const others = [
    ...["https://chat.example", "https://.chat.example", "null", ""],
    ...["http://a.chat.example", "https://a.chat.example:8443"],
    ...["https://achat.example", "https://a.chat.example.evil.example"],
    ...["https://evil.example/.chat.example", "https://u@a.chat.example"],
    "https://a..chat.example",
  ];
  for (const origin of others) {
    assertEquals(allowed.allowsSocket(origin), false);
  }
});

Deno.test("a preflight of an allowed page is answered 204 with what it may do", () => {
  const response = preflight([PAGE], ASKING);
  assertEquals([response?.status, response?.body], [204, null]);
  const methods = response?.headers.get("access-control-allow-methods");
  assertEquals(methods, "GET, POST, PUT, PATCH, DELETE");
  const headers = response?.headers.get("access-control-allow-headers");
  assertEquals(headers, "authorization, content-type, trace");
});

Deno.test("what is no preflight, or of another page, is none of ours", () => {
  assertEquals(preflight([PAGE], { ...ASKING, origin: OTHER }), undefined);
  assertEquals(preflight([PAGE], { origin: PAGE }), undefined);
  const { origin: _, ...without } = ASKING;
  assertEquals(preflight([PAGE], without), undefined);
  const get = new Request("http://gim.example/", { headers: ASKING });
  assertEquals(new Origins([PAGE]).preflight(get, "trace"), undefined);
});

Deno.test("a socket may be opened by any page where none is named, else by those", () => {
  assertEquals(new Origins([]).allowsSocket(OTHER), true);
  assertEquals(new Origins(["*"]).allowsSocket(OTHER), true);
  assertEquals(new Origins([PAGE]).allowsSocket(PAGE), true);
  assertEquals(new Origins([PAGE]).allowsSocket(OTHER), false);
  assertEquals(new Origins([PAGE]).allowsSocket("null"), false);
});

Deno.test("a service with pages takes sockets of its own, whoever else is named", () => {
  const origins = new Origins([PAGE], true);
  const own = [
    ["http://127.0.0.1:8081", "127.0.0.1:8081"],
    ["http://gim.example", "gim.example"],
    ["https://gim.example", "gim.example:443"],
    ["http://[::1]:8081", "[::1]:8081"],
  ] as const;
  for (const [origin, host] of own) {
    assertEquals(origins.allowsSocket(origin, host), true, origin);
    assertEquals(new Origins([PAGE]).allowsSocket(origin, host), false);
  }
  const others = [
    ["http://127.0.0.1:8080", "127.0.0.1:8081"],
    ["https://gim.example.evil.example", "gim.example"],
    [OTHER, "gim.example"],
    ["null", "gim.example"],
    ["null", "null"],
    ["file://", ""],
    [OTHER, null],
  ] as const;
  for (const [origin, host] of others) {
    assertEquals(origins.allowsSocket(origin, host), false, origin);
  }
});
