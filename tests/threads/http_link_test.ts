import { assertEquals, assertRejects } from "@std/assert";
import { ReplyError } from "../../src/errors.ts";
import {
  toPlainRequest,
  toPlainResponse,
  toRequest,
  toResponse,
} from "../../src/threads/http_link.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { until } from "../helpers/promises.ts";

const URL_OF_IT = "http://localhost/messages?a=%20b";

async function across(request: Request, limit = 100): Promise<Request> {
  const bounds = { limit, clock: new FakeClock() };
  return toRequest(structuredClone(await toPlainRequest(request, bounds)));
}

Deno.test("a request crosses with its method, address, headers and body", async () => {
  const request = await across(
    new Request(URL_OF_IT, {
      method: "PUT",
      headers: { "content-type": "application/json", "x-y": "z" },
      body: '{"a":"\u20ac"}',
    }),
  );
  const { method, url, headers } = request;
  assertEquals([method, url], ["PUT", URL_OF_IT]);
  const shown = [headers.get("content-type"), headers.get("x-y")];
  assertEquals(shown, ["application/json", "z"]);
  assertEquals(await request.text(), '{"a":"\u20ac"}');
});

Deno.test("a body is read one byte beyond the limit, and no further", async () => {
  const body = (size: number) => ({ method: "POST", body: "x".repeat(size) });
  for (const [size, crossed] of [[0, 0], [100, 100], [101, 101], [9999, 101]]) {
    const request = await across(new Request(URL_OF_IT, body(size!)));
    assertEquals((await request.bytes()).length, crossed);
  }
});

Deno.test("a body that does not end in half a minute is what has come by then", async () => {
  const clock = new FakeClock();
  let cancelled = false;
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode("ha")),
    cancel: () => void (cancelled = true),
  });
  const request = new Request(URL_OF_IT, { method: "POST", body });
  const crossing = toPlainRequest(request, { limit: 100, clock });
  clock.advance(29_999);
  assertEquals(cancelled, false);
  clock.advance(1);
  await until(() => cancelled);
  const { body: crossed } = await crossing;
  assertEquals(new TextDecoder().decode(crossed), "ha");
});

Deno.test("a body that has come is waited for no longer", async () => {
  const clock = new FakeClock();
  const request = new Request(URL_OF_IT, { method: "POST", body: "whole" });
  await toPlainRequest(request, { limit: 100, clock });
  assertEquals(clock.pendingTimers, 0);
});

Deno.test("requests without a body cross, and those of no route are a 405", async () => {
  for (const method of ["GET", "HEAD", "DELETE", "OPTIONS"]) {
    const request = await across(new Request(URL_OF_IT, { method }));
    assertEquals([request.method, request.body], [method, null]);
  }
  const trace = { method: "TRACE", url: URL_OF_IT, headers: new Headers() };
  const clock = new FakeClock();
  const refused = await assertRejects(
    () => toPlainRequest(trace as Request, { limit: 100, clock }),
    ReplyError,
  );
  assertEquals(refused.code, 405);
});

Deno.test("a response crosses with its status, headers and body", async () => {
  const headers = new Headers({ trace: "t", "content-type": "text/plain" });
  headers.append("vary", "origin");
  headers.append("set-cookie", "a=1");
  headers.append("set-cookie", "b=2");
  for (
    const [status, body] of [[200, "yes"], [204, null], [413, "no"]] as const
  ) {
    const plain = await toPlainResponse(
      new Response(body, { status, headers }),
    );
    const response = toResponse(structuredClone(plain));
    assertEquals(response.status, status);
    assertEquals(await response.text(), body ?? "");
    assertEquals(response.headers.getSetCookie(), ["a=1", "b=2"]);
    assertEquals(response.headers.get("vary"), "origin");
  }
});
