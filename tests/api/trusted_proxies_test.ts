import { assertEquals } from "@std/assert";
import { TrustedProxies } from "../../src/api/trusted_proxies.ts";

const PROXIES = new TrustedProxies(["10.0.0.0/8", "192.0.2.1", "fd00::/8"]);

function behind(remote: string, headers: Record<string, string>) {
  return PROXIES.clientOf(remote, new Headers(headers));
}

Deno.test("without a trusted proxy the client is who connected, whatever it says", () => {
  const headers = new Headers({ "x-forwarded-for": "203.0.113.9" });
  assertEquals(
    new TrustedProxies([]).clientOf("10.0.0.1", headers),
    "10.0.0.1",
  );
  assertEquals(
    behind("198.51.100.1", { "x-forwarded-for": "203.0.113.9" }),
    "198.51.100.1",
  );
  assertEquals(PROXIES.clientOf(undefined, headers), undefined);
});

Deno.test("behind trusted proxies it is the last that is none of them", () => {
  const said = [
    ["203.0.113.9", "203.0.113.9"],
    ["1.1.1.1, 203.0.113.9", "203.0.113.9"],
    ["1.1.1.1, 203.0.113.9, 192.0.2.1", "203.0.113.9"],
    ["1.1.1.1,203.0.113.9,10.9.9.9,fd00::7", "203.0.113.9"],
    ["203.0.113.9:5000", "203.0.113.9"],
    ["[2001:DB8::7]:5000", "2001:db8::7"],
    ["2001:db8::7", "2001:db8::7"],
    ["::ffff:203.0.113.9", "203.0.113.9"],
    ["10.0.0.5", "10.0.0.5"],
  ] as const;
  for (const [header, client] of said) {
    assertEquals(behind("10.0.0.1", { "x-forwarded-for": header }), client);
    assertEquals(
      behind("::ffff:10.0.0.1", { "x-forwarded-for": header }),
      client,
    );
  }
});

Deno.test("what is no address ends the way back at the proxy that said it", () => {
  const malformed = [
    "",
    " ",
    "unknown",
    "_hidden",
    "203.0.113.9,",
    "a b",
    "1.2.3",
    "203.0.113.9, x",
    '"',
    "<script>",
  ];
  for (const header of malformed) {
    assertEquals(behind("10.0.0.1", { "x-forwarded-for": header }), "10.0.0.1");
    assertEquals(
      behind("10.0.0.1", { forwarded: `for=${header.split(",").at(-1)}` }),
      "10.0.0.1",
    );
  }
});

Deno.test("Forwarded counts where there is no X-Forwarded-For", () => {
  const said = [
    ["for=203.0.113.9", "203.0.113.9"],
    ["For=1.1.1.1, for=203.0.113.9;proto=https;by=10.0.0.1", "203.0.113.9"],
    ['proto=http; for="[2001:db8::7]:4711"', "2001:db8::7"],
    ['for="203.0.113.9:80", for=192.0.2.1', "203.0.113.9"],
    ["proto=https", "10.0.0.1"],
  ] as const;
  for (const [forwarded, client] of said) {
    assertEquals(behind("10.0.0.1", { forwarded }), client, forwarded);
    const both = { forwarded, "x-forwarded-for": "203.0.113.1" };
    assertEquals(behind("10.0.0.1", both), "203.0.113.1");
  }
});

Deno.test("a header of many thousand hops is read from its end", () => {
  const header = `${"1.1.1.1, ".repeat(6000)}203.0.113.9`;
  assertEquals(
    behind("10.0.0.1", { "x-forwarded-for": header }),
    "203.0.113.9",
  );
});
