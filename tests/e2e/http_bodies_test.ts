import { assert, assertEquals } from "@std/assert";
import { unique } from "../helpers/contract.ts";
import { serviceOfThisFile } from "../helpers/gim.ts";
import { get, tokenFor } from "../helpers/http.ts";
import { RawSocket } from "../helpers/raw_socket.ts";

// One address for both, so that with threads requests land in them.
const gim = serviceOfThisFile("--http=127.0.0.1:0");

/** Sends bytes as they are and reads what is answered; `end`: sends no more. */
async function exchange(text: string, { end = false } = {}): Promise<string> {
  using socket = await RawSocket.connect(gim.api);
  await socket.write(text);
  if (end) await socket.endWriting();
  return await socket.text();
}

function statusOf(response: string): number {
  return Number(response.split(" ")[1]);
}

function head(line: string, token: string, ...headers: string[]): string {
  const all = [`host: ${gim.api}`, `authorization: Bearer ${token}`];
  const type = "content-type: application/json";
  return [`${line} HTTP/1.1`, ...all, type, ...headers, "", ""].join("\r\n");
}

Deno.test("a request whose body is cut off is not carried out", async () => {
  const token = await tokenFor(gim.http, unique("u"));
  const cut = [
    ["content-length: 100", "{}"],
    ["content-length: 100", ""],
    ["content-length: 3", "{}"],
    ["transfer-encoding: chunked", "2\r\n{}\r\n"],
    ["transfer-encoding: chunked", "5\r\n{}"],
    ["transfer-encoding: chunked", "2\r\n{}\r\n0\r\n"],
    ["transfer-encoding: chunked", ""],
  ];
  for (const [header = "", body = ""] of cut) {
    const line = `PUT /chatrooms/${unique("r")}/members/me`;
    const answer = await exchange(head(line, token, header) + body, {
      end: true,
    });
    assert(["", "400"].includes(answer.split(" ")[1] ?? ""), answer);
  }
  const { items } = await get<{ items: unknown[] }>(
    gim.http,
    "GET /sessions",
    { token },
  );
  assertEquals(items, []);
});

Deno.test("a body that is there, empty or in pieces is carried out", async () => {
  const token = await tokenFor(gim.http, unique("u"));
  const whole = [
    ["content-length: 0", ""],
    ["content-length: 2", "{}"],
    ["transfer-encoding: chunked", "0\r\n\r\n"],
    ["transfer-encoding: chunked", "1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"],
    ["x: y", ""],
  ];
  for (const [header = "", body = ""] of whole) {
    const line = `PUT /chatrooms/${unique("r")}/members/me`;
    const request = head(line, token, header, "connection: close") + body;
    assertEquals(statusOf(await exchange(request)), 200, header + body);
  }
});

Deno.test("a body in pieces of a byte costs its bytes, and nobody waits for it", async () => {
  const { memory } = gim;
  const before = await memory();
  const pieces = "1\r\n \r\n".repeat(30_000) + "0\r\n\r\n";
  const request = head(
    "POST /login",
    "none",
    "transfer-encoding: chunked",
    "connection: close",
  ) + pieces;
  const attacks = [exchange(request), exchange(request)];
  await get(gim.http, "GET /healthz");
  const answers = await Promise.all(attacks);
  assertEquals(answers.map(statusOf), [400, 400]);
  // With the 64 KiB that each piece lies in they would be 3.7 GiB.
  assert(await memory() - before < 200 * 1024 * 1024);
});

Deno.test("a compressed body is a 415 that tells what is taken", async () => {
  const stream = new Blob(['{"id":"ann"}']).stream()
    .pipeThrough(new CompressionStream("gzip"));
  const response = await fetch(`${gim.http}/login`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "content-encoding": "gzip",
    },
    body: await new Response(stream).bytes(),
  });
  const { code, msg } = await response.json();
  assertEquals([response.status, code], [415, 415]);
  assertEquals(response.headers.get("accept-encoding"), "identity");
  assertEquals(msg, "content-encoding: got gzip: expected none");
});

Deno.test("a response ends its line, and HEAD has the headers of GET", async () => {
  const response = await fetch(`${gim.http}/version`);
  assert((await response.text()).endsWith("}\n"));
  const line = "HTTP/1.1\r\nhost: x\r\ntrace: t\r\nconnection: close\r\n\r\n";
  const [got, headed] = [
    await exchange(`GET /version ${line}`),
    await exchange(`HEAD /version ${line}`),
  ].map((text) => text.replace(/^date:.*\r\n/im, ""));
  assertEquals(headed, got!.slice(0, got!.indexOf("\r\n\r\n") + 4));
});
