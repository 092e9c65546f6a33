import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { traceIdOf } from "../../src/api/trace.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

Deno.test("a request's own trace id is kept, under the configured name", () => {
  for (const id of ["a", "4bf92f-35:7!~", "a b", "x".repeat(256)]) {
    const headers = new Headers({ "x-request-id": id, trace: "other" });
    assertEquals(traceIdOf(headers, "x-request-id"), id);
  }
});

Deno.test("a request without one, or with one that cannot be used, gets a new one", () => {
  for (const id of ["", "x".repeat(257), "\xe9"]) {
    assertMatch(traceIdOf(new Headers({ trace: id }), "trace"), UUID, id);
  }
  const none = new Headers();
  assertNotEquals(traceIdOf(none, "trace"), traceIdOf(none, "trace"));
});
