import { assertEquals } from "@std/assert";
import { isLocal } from "../../src/api/arrival.ts";

function local(
  remoteHost: string | undefined,
  headers: Record<string, string> = {},
): boolean {
  return isLocal({ atApi: true, remoteHost }, new Headers(headers));
}

Deno.test("a request is local when it comes from this machine", () => {
  for (const host of ["127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1"]) {
    assertEquals(local(host), true, host);
  }
  const others = ["10.0.0.1", "::", "::2", "::ffff:10.0.0.1", "", undefined];
  for (const host of [...others, "1127.0.0.1", "127.0.0.1.example"]) {
    assertEquals(local(host), false, host);
  }
});

Deno.test("what a proxy passes on, or a page in a browser asks, is not local", () => {
  for (
    const name of [
      ...["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"],
      ...["Origin", "Sec-Fetch-Site"],
    ]
  ) {
    assertEquals(local("127.0.0.1", { [name]: "x" }), false, name);
  }
});
