import { assertEquals } from "@std/assert";
import { readJsonBody, UnsupportedCoding } from "../../src/api/json_body.ts";
import { received } from "../helpers/api_request.ts";
import { refusal } from "../helpers/refusal.ts";

const JSON_TYPE = "application/json";

function read(
  body: BodyInit | undefined,
  headers: Record<string, string> = { "content-type": JSON_TYPE },
): Promise<object> {
  const init = { method: "POST", headers };
  const request = new Request("http://gim.example/", {
    ...init,
    ...(body === undefined ? {} : { body }),
  });
  return readJsonBody(received(request), 100);
}

Deno.test("an object is read, whatever the type is called beside json", async () => {
  const types = [
    JSON_TYPE,
    "application/json; charset=utf-8",
    "Application/JSON",
    " application/json ;x",
  ];
  for (const type of types) {
    const headers = { "content-type": type };
    assertEquals(await read('{"a":"é😀"}', headers), { a: "é😀" });
  }
});

Deno.test("no body, or an empty one, is an empty object of any type", async () => {
  assertEquals(await read(undefined, {}), {});
  assertEquals(await read("", {}), {});
});

Deno.test("another type, or none, is a 415", async () => {
  const types = ["text/plain", "application/x-www-form-urlencoded", ""];
  const other = ["application/jsonp", "text/json", "application/json+x"];
  for (const type of [...types, ...other]) {
    const { code, message } = await refusal(() =>
      read("{}", { "content-type": type })
    );
    assertEquals([code, message.startsWith("content-type: ")], [415, true]);
  }
  const bytes = new TextEncoder().encode("{}");
  assertEquals((await refusal(() => read(bytes, {}))).code, 415);
});

Deno.test("a coded body is a 415 that is told apart, and one that is not coded is read", async () => {
  const withCoding = (coding: string) =>
    read("{}", { "content-type": JSON_TYPE, "content-encoding": coding });
  for (const coding of ["gzip", "GZIP", "identity, br", "x"]) {
    const { code, message } = await refusal(() => withCoding(coding));
    assertEquals([code, message.startsWith("content-encoding: ")], [415, true]);
    const thrown = await withCoding(coding).catch((fault) => fault);
    assertEquals(thrown instanceof UnsupportedCoding, true);
  }
  for (const coding of ["identity", "Identity", ""]) {
    assertEquals(await withCoding(coding), {});
  }
});

Deno.test("what is no JSON object in UTF-8 is a 400 that names the body", async () => {
  const bad: BodyInit[] = ["{", "[]", "null", "1", '"{}"', "x", "\ufeff", " "];
  bad.push(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]));
  bad.push(new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22]));
  for (const body of bad) {
    const { code, message } = await refusal(() => read(body));
    assertEquals([code, message.startsWith("body: ")], [400, true]);
  }
});
