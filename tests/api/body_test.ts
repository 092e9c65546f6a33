import { assertEquals, assertObjectMatch } from "@std/assert";
import { readJsonBody } from "../../src/api/body.ts";
import { refusal } from "../helpers/refusal.ts";

const JSON_TYPE = "application/json";

function request(
  body: BodyInit | undefined,
  headers: Record<string, string> = { "content-type": JSON_TYPE },
): Request {
  const init = body === undefined ? {} : { body };
  return new Request("http://gim.example/", {
    method: "POST",
    headers,
    ...init,
  });
}

/** A body in pieces; tells how many were asked for. */
function pieces(size: number, count: number) {
  let given = 0;
  let cancelled = false;
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (given++ === count) return controller.close();
      controller.enqueue(new Uint8Array(size).fill(0x20));
    },
    cancel() {
      cancelled = true;
    },
  }, { highWaterMark: 0 });
  return { stream, given: () => given, cancelled: () => cancelled };
}

Deno.test("an object is read, whatever the type is called beside json", async () => {
  const types = [
    JSON_TYPE,
    "application/json; charset=utf-8",
    "Application/JSON",
    " application/json ;x",
  ];
  for (const type of types) {
    const body = request('{"a":"é😀"}', { "content-type": type });
    assertEquals(await readJsonBody(body, 100), { a: "é😀" });
  }
});

Deno.test("no body, or an empty one, is an empty object of any type", async () => {
  assertEquals(await readJsonBody(request(undefined, {}), 100), {});
  assertEquals(await readJsonBody(request("", {}), 100), {});
});

Deno.test("another type, or none, is a 415", async () => {
  const types = ["text/plain", "application/x-www-form-urlencoded", ""];
  const other = ["application/jsonp", "text/json", "application/json+x"];
  for (const type of [...types, ...other]) {
    const { code, message } = await refusal(() =>
      readJsonBody(request("{}", { "content-type": type }), 100)
    );
    assertEquals([code, message.startsWith("content-type: ")], [415, true]);
  }
  const bytes = new TextEncoder().encode("{}");
  const none = await refusal(() => readJsonBody(request(bytes, {}), 100));
  assertEquals(none.code, 415);
});

Deno.test("what is no JSON object in UTF-8 is a 400 that names the body", async () => {
  const bad: BodyInit[] = ["{", "[]", "null", "1", '"{}"', "x", "\ufeff", " "];
  bad.push(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]));
  bad.push(new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22]));
  for (const body of bad) {
    const { code, message } = await refusal(() =>
      readJsonBody(request(body), 100)
    );
    assertEquals([code, message.startsWith("body: ")], [400, true]);
  }
});

Deno.test("a body may be as long as the limit and no byte longer", async () => {
  const exact = JSON.stringify({ a: "x".repeat(92) });
  assertEquals(exact.length, 100);
  assertObjectMatch(await readJsonBody(request(exact), 100), {});
  const { code } = await refusal(() => readJsonBody(request(exact + " "), 100));
  assertEquals(code, 413);
});

Deno.test("a body that says that it is too long is not read at all", async () => {
  const { stream, given } = pieces(1, 1000);
  const headers = { "content-type": JSON_TYPE, "content-length": "1000" };
  const { code } = await refusal(() =>
    readJsonBody(request(stream, headers), 100)
  );
  assertEquals([code, given()], [413, 0]);
});

Deno.test("a body that turns out too long is read no further", async () => {
  const { stream, given, cancelled } = pieces(30, 1_000_000);
  const { code } = await refusal(() => readJsonBody(request(stream), 100));
  assertEquals([code, given() <= 5, cancelled()], [413, true, true]);
});

Deno.test("a body whose sender goes away is the request's fault, not ours", async () => {
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      controller.error(new TypeError("connection reset"));
    },
  });
  const { code } = await refusal(() => readJsonBody(request(stream), 100));
  assertEquals(code, 400);
});
