import { assertEquals } from "@std/assert";
import { isLocal } from "../../src/api/arrival.ts";

function local(
  remoteHost: string | undefined,
  headers: Record<string, string> = {},
  hostname = "localhost",
): boolean {
  const arrival = { atApi: true, remoteHost };
  return isLocal(arrival, new Headers(headers), { hostname });
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

Deno.test("a name that a page can point at this machine is not local", () => {
  for (const name of ["localhost", "127.0.0.1", "10.0.0.1", "[::1]"]) {
    assertEquals(local("127.0.0.1", {}, name), true, name);
  }
  for (const name of ["evil.example", "localhost.evil.example", "1.evil"]) {
    assertEquals(local("127.0.0.1", {}, name), false, name);
  }
});

Deno.test("what a proxy passes on, or a page in a browser asks, is not local", () => {
  for (
    const name of [
      ...["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"],
      ...["X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port"],
      ...["CF-Connecting-IP"],
      ...["Origin", "Sec-Fetch-Site"],
    ]
  ) {
    assertEquals(local("127.0.0.1", { [name]: "x" }), false, name);
  }
});
