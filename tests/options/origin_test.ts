import { assertEquals } from "@std/assert";
import { parseOrigin } from "../../src/options/origin.ts";

Deno.test("parseOrigin() gives an origin as browsers send it", () => {
  const origins = [
    ["*", "*"],
    ["https://chat.example", "https://chat.example"],
    ["HTTPS://Chat.Example", "https://chat.example"],
    ["https://chat.example:443", "https://chat.example"],
    ["http://localhost:3000", "http://localhost:3000"],
    ["http://[::1]:3000", "http://[::1]:3000"],
    ["capacitor://localhost", "capacitor://localhost"],
    ["chrome-extension://abcdef", "chrome-extension://abcdef"],
    ["https://*.Chat.example:443", "https://*.chat.example"],
    ["http://*.localhost:3000", "http://*.localhost:3000"],
  ] as const;
  for (const [text, origin] of origins) {
    assertEquals(parseOrigin(text), origin, text);
  }
});

Deno.test("parseOrigin() refuses what no browser would send", () => {
  const refused = [
    ...["", "chat.example", "https://", "https:chat.example", "null", "**"],
    ...["https://a.example/", "https://a.example/path", "https://a.example?q"],
    ...["https://user@a.example", "https://a.example#f", "https://*.example/"],
    ...["https://*", "https://*.", "https://a*.example", "https://a.*.example"],
    ...["https://*.*.example", "*.example", "https://**.example"],
    ...["javascript:alert(1)", "file:///x", "https://a.example\\b"],
  ];
  for (const text of refused) assertEquals(parseOrigin(text), undefined, text);
});
