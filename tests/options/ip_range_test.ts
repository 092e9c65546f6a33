import { assertEquals } from "@std/assert";
import { parseIpRange } from "../../src/options/ip_range.ts";

Deno.test("parseIpRange() takes addresses and ranges of both versions", () => {
  const ranges = [
    ...["10.0.0.7", "10.0.0.0/8", "0.0.0.0/0", "192.0.2.1/32", "::1", "::/0"],
    ...["fd00::/8", "2001:db8::1/128"],
  ];
  for (const range of ranges) assertEquals(parseIpRange(range), range);
  assertEquals(parseIpRange("FD00::/8"), "fd00::/8");
});

Deno.test("parseIpRange() refuses what is neither an address nor a range", () => {
  const refused = [
    ...["", "proxy", "10.0.0", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/08"],
    ...["10.0.0.0/8/8", "::/129", "::/-1", "fe80::1%eth0", "10.0.0.1:80"],
    ...["[::1]", "10.0.0.0/8x", "*", "01.2.3.4"],
  ];
  for (const text of refused) assertEquals(parseIpRange(text), undefined, text);
});
