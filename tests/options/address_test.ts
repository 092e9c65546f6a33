import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { formatAddress, parseAddress } from "../../src/options/address.ts";

const PORT = fc.nat(65535);

Deno.test("parseAddress() reads a port alone as every interface", () => {
  assertEquals(parseAddress(":8080"), { host: "::", port: 8080 });
  assertEquals(parseAddress(":0"), { host: "::", port: 0 });
  assertEquals(parseAddress(":65535"), { host: "::", port: 65535 });
});

Deno.test("parseAddress() reads names, IPv4 addresses and IPv6 addresses in brackets", () => {
  const hosts = [
    ["localhost:1", "localhost"],
    ["chat.example-1.org:1", "chat.example-1.org"],
    ["127.0.0.1:1", "127.0.0.1"],
    ["[::1]:1", "::1"],
    ["[::]:1", "::"],
    ["[2001:DB8:0:0::1]:1", "2001:db8::1"],
  ] as const;
  for (const [text, host] of hosts) {
    assertEquals(parseAddress(text), { host, port: 1 }, text);
  }
});

Deno.test("parseAddress() refuses what is not an address", () => {
  const refused = [
    ...["", ":", "8080", "localhost", "localhost:", ":99999", ":65536", ":-1"],
    ...[
      ":80a",
      ": 80",
      ":8 0",
      ":+80",
      ":0x50",
      ":1e3",
      "::1:80",
      "::",
      "[]:80",
    ],
    ...["[::1]", "[::1]80", "[127.0.0.1]:80", "[::g]:80", "[::1%eth0]:80"],
    ...["256.1.1.1:80", "1.2.3:80", "1.2.3.4.5:80", "01.2.3.4:80", "127:80"],
    ...[
      "a b:80",
      "a/b:80",
      "-a:80",
      "a-:80",
      "a..b:80",
      "http://a:80",
      "a:b:80",
    ],
    ...["user@host:80", "*:80", `${"a".repeat(64)}:80`, ":80\n"],
    `${"a.".repeat(127)}a:80`,
  ];
  for (const text of refused) assertEquals(parseAddress(text), undefined, text);
});

Deno.test("parseAddress() reads back every address that formatAddress() writes", () => {
  const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,20}[a-z0-9])?$/);
  const name = fc.array(label, { minLength: 1, maxLength: 5 })
    .map((labels) => labels.join("."));
  const host = fc.oneof(name, fc.ipV4());
  fc.assert(fc.property(host, PORT, (host, port) => {
    assertEquals(parseAddress(formatAddress({ host, port })), { host, port });
  }));
});

Deno.test("parseAddress() reads every IPv6 address and canonicalizes it", () => {
  fc.assert(fc.property(fc.ipV6(), PORT, (host, port) => {
    const address = parseAddress(`[${host}]:${port}`);
    assertEquals(address?.port, port);
    assertEquals(address && parseAddress(formatAddress(address)), address);
  }));
});

Deno.test("parseAddress() never throws, and takes only ports up to 65535", () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom(..."[]:.-0189af%") }),
  );
  fc.assert(fc.property(text, (text) => {
    const address = parseAddress(text);
    return address === undefined || address.port <= 65535;
  }));
});
