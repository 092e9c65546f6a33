import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { errorOf, optionsOf } from "./parse.ts";

/* Values that no service starts with, and what is said of them. */

Deno.test("what Deno's sockets cannot do is refused for them, and says what it needs", () => {
  const needs = "needs --gateway-engine node";
  assertEquals(
    errorOf(["--write-timeout", "10s"]),
    `--write-timeout: got "10s": ${needs}`,
  );
  assertEquals(
    errorOf(["--compression"]),
    `--compression: got "true": ${needs}`,
  );
  assertEquals(
    errorOf(["--gateway-engine=deno"], { GIM_COMPRESSION: "true" }),
    `GIM_COMPRESSION: got "true": ${needs}`,
  );
  assertEquals(optionsOf(["--compression=false"]), optionsOf([]));
});

Deno.test("--redis-url is refused where it is no address, without its password", () => {
  const bad = [
    "http://h",
    "redis://",
    "redis://h/x",
    "redis://h?a=b",
    "redis://u:hush%zz@h",
    "redis://h,",
  ];
  for (const text of bad) {
    const error = errorOf([`--redis-url=${text}`]);
    assertMatch(error, /^--redis-url: .*expected redis:\/\/ or rediss:\/\//);
    assertEquals(error.includes("hush"), false);
  }
});

Deno.test("--history-age is refused where nothing would go by its age", () => {
  for (const storage of ["memory", "redis"]) {
    const error = errorOf([`--storage=${storage}`, "--history-age=1h"]);
    assertEquals(
      error,
      '--history-age: got "1h": expected --storage disk with it',
    );
  }
});

Deno.test("an address of the back end is refused without a secret", () => {
  for (const flag of ["--webhook-url", "--before-send-url"]) {
    assertEquals(
      errorOf([`${flag}=http://a`]),
      `${flag}: got "http://a": needs --webhook-secret`,
    );
  }
});

Deno.test("a --webhook-secret is refused where it is none, and not shown", () => {
  const short = `whsec_${btoa("s".repeat(23))}`;
  const long = `whsec_${btoa("s".repeat(65))}`;
  for (const text of [short, long, "whsec_!hush", btoa("h".repeat(24))]) {
    const error = errorOf([`--webhook-secret=${text}`]);
    assertMatch(error, /^--webhook-secret: got a text not shown: expected /);
    assertEquals(error.includes(text), false);
  }
  const bare = `whsec_${btoa("s".repeat(25)).replaceAll("=", "")}`;
  assertEquals(optionsOf([`--webhook-secret=${bare}`]).webhookSecret, bare);
});

Deno.test("--webhook-events takes names and beginnings, and nothing unknown", () => {
  const types = (text: string) =>
    optionsOf([`--webhook-events=${text}`]).webhookEvents;
  assertEquals(types("member.left, message.r"), [
    "message.recalled",
    "member.left",
  ]);
  assertEquals(types("m").length, 7);
  assertEquals(
    optionsOf(["--webhook-events=user.", "--webhook-events=user.online"])
      .webhookEvents,
    ["user.online", "user.offline"],
  );
  for (const text of ["message.creatd", "user,", "user,nothing", "*"]) {
    assertMatch(
      errorOf([`--webhook-events=${text}`]),
      /^--webhook-events: got ".*": expected names of events/,
    );
  }
});

Deno.test("a value out of bounds is refused with its flag, itself and the bounds", () => {
  assertEquals(
    errorOf(["--message-push-count", "0"]),
    `--message-push-count: got "0": expected a whole number from 1 to 1000`,
  );
  const refused = [
    ["--message-push-count", "1001", "1 to 1000"],
    ["--message-push-count", "-5", "1 to 1000"],
    ["--message-push-count", "1.5", "1 to 1000"],
    ["--message-push-duration", "9ms", "10ms to 1h"],
    ["--message-push-duration", "61m", "10ms to 1h"],
    ["--message-push-duration", "10", "250ms"],
    ["--message-push-concurrency-limit", "10001", "1 to 10000"],
    ["--heartbeat-interval", "0", "with a unit"],
    ["--login-timeout", "25h", "10ms to 24h"],
    ["--history-limit", "10000001", "1 to 10000000"],
    ["--max-frame-size", "64KB", "64KiB"],
    ["--max-frame-size", "17MiB", "256B to 16MiB"],
    ["--ws", "8080", ":8080"],
    ["--http", ":99999", "0 to 65535"],
    ["--trace", "con tent", "header name"],
    ["--trace", "--foo", "header name"],
    ["--trace", "Set-Cookie", "header name"],
    ["--log-level", "loud", "debug, info, warn or error"],
    ["--log-format", "xml", "text or json"],
    ["--message-protocol", "xml", "json or proto"],
    ["--allow-origin", "a.example", "https://chat.example"],
  ] as const;
  for (const [flag, text, allowed] of refused) {
    const line = errorOf([flag, text]);
    assertMatch(line, RegExp(`^${flag}: got `));
    assertStringIncludes(line, `got ${JSON.stringify(text)}: expected `);
    assertStringIncludes(line, allowed);
  }
});

Deno.test("a secret is never shown", () => {
  const line = errorOf(["--auth-secret", "hush".repeat(2000)]);
  assertEquals(line.includes("hush"), false);
  assertMatch(line, /^--auth-secret: got a text not shown: expected/);
});

Deno.test("a secret that could be guessed is refused: it has 32 bytes or more", () => {
  for (const text of ["x", "x".repeat(31), "ü".repeat(15), "x".repeat(4097)]) {
    const expected =
      `got a text not shown: expected a text of 32 to 4096 bytes, such as openssl rand -hex 32 prints, or @FILE`;
    assertEquals(
      errorOf(["--auth-secret", text]),
      `--auth-secret: ${expected}`,
    );
    const line = errorOf([], { GIM_AUTH_SECRET: text });
    assertEquals(line, `GIM_AUTH_SECRET: ${expected}`);
    assertEquals(
      errorOf(["token", "u", "--auth-secret", text]).length > 0,
      true,
    );
  }
  const { authSecret } = optionsOf(["--auth-secret", "ü".repeat(16)]);
  assertEquals(authSecret, ["ü".repeat(16)]);
});

Deno.test("a trace header that has a meaning of its own is refused", () => {
  const taken = [
    ...["Authorization", "cookie", "set-cookie", "host", "content-length"],
    ...["content-x", "sec-websocket-key", "x-api-key", "x-forwarded-for"],
    ...["forwarded", "origin", "proxy-authorization", "webhook-signature"],
  ];
  for (const name of taken) {
    assertMatch(errorOf(["--trace-header", name]), /^--trace-header: got "/);
  }
  for (const name of ["x-request-id", "trace", "hostname", "cookies"]) {
    assertEquals(optionsOf(["--trace-header", name]).traceHeader, name);
  }
});

Deno.test("a content bigger than a frame is refused, and the default gives way", () => {
  assertEquals(
    errorOf(["--max-content-size=128KiB"]),
    `--max-content-size: got "128KiB": expected no more than --max-frame-size, which is 64KiB`,
  );
  assertMatch(
    errorOf(["--max-frame-size=1KiB"], { GIM_MAX_CONTENT_SIZE: "2KiB" }),
    /^GIM_MAX_CONTENT_SIZE: got "2KiB": .*--max-frame-size/,
  );
  assertEquals(optionsOf(["--max-frame-size=1KiB"]).maxContentSize, 1024);
});
