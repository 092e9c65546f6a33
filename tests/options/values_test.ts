import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import type { Options } from "../../src/options/options.ts";
import { parseCommand } from "../../src/options/command.ts";
import { parsePublicKeys } from "../../src/auth/public_key.ts";
import { readSmallFile } from "../../src/options/value_files.ts";
import { errorOf, optionsOf } from "./parse.ts";

const KEY_FILE = new URL("./ed25519.pub", import.meta.url).pathname;
const KEY = readSmallFile(KEY_FILE);
const SECRET = "-s3cret=".repeat(4);

const DEFAULTS: Options = {
  gatewayAddress: { host: "::", port: 8080 },
  apiAddress: { host: "::", port: 8081 },
  gatewayWorker: Math.min(8, Math.max(1, navigator.hardwareConcurrency - 1)),
  gatewayEngine: "deno",
  writeTimeout: 10_000,
  compression: false,
  profilingEnabled: false,
  traceHeader: "trace",
  messageProtocol: "json",
  enableMessageSequence: false,
  messagePushCount: 10,
  messagePushDuration: 1000,
  messagePushConcurrencyLimit: 16,
  storage: "memory",
  dataDir: "gim-data",
  diskSync: "full",
  redisUrl: ["redis://127.0.0.1:6379"],
  storageTimeout: 2000,
  heartbeatInterval: 600_000,
  loginTimeout: 120_000,
  recallWindow: 120_000,
  historyLimit: 10_000,
  historyAge: undefined,
  maxFrameSize: 65_536,
  maxContentSize: 4096,
  pushBacklog: 8192,
  maxOutboundBytes: 4_194_304,
  maxConnections: 100_000,
  maxConnectionsPerUser: 16,
  maxChatroomsPerUser: 1000,
  sendRate: 50,
  sendBurst: 200,
  requestRate: 200,
  requestBurst: 1000,
  roomRate: 0,
  connectRate: 0,
  authSecret: [],
  authJwks: undefined,
  authPublicKey: [],
  authIssuer: undefined,
  authAudience: undefined,
  tokenExpiry: 86_400_000,
  allowOrigin: [],
  pages: true,
  trustedProxies: [],
  idleExpiry: 604_800_000,
  storageLimit: 1_073_741_824,
  logLevel: "info",
  logFormat: "text",
};

/** Every option with a text that is not its default, and the value of it. */
const GIVEN: readonly (readonly [string, keyof Options, string, unknown])[] = [
  ["gateway-address", "gatewayAddress", "[::1]:0", { host: "::1", port: 0 }],
  ["api-address", "apiAddress", "a:1", { host: "a", port: 1 }],
  ["gateway-worker", "gatewayWorker", "64", 64],
  ["gateway-engine", "gatewayEngine", "node", "node"],
  ["write-timeout", "writeTimeout", "1s", 1000],
  ["compression", "compression", "true", true],
  ["profiling-enabled", "profilingEnabled", "true", true],
  ["trace-header", "traceHeader", "X-Request-Id", "x-request-id"],
  ["message-protocol", "messageProtocol", "proto", "proto"],
  ["enable-message-sequence", "enableMessageSequence", "true", true],
  ["message-push-count", "messagePushCount", "1000", 1000],
  ["message-push-duration", "messagePushDuration", "10ms", 10],
  ["message-push-concurrency-limit", "messagePushConcurrencyLimit", "1", 1],
  ["storage", "storage", "redis", "redis"],
  ["data-dir", "dataDir", "/var/lib/gim", "/var/lib/gim"],
  ["disk-sync", "diskSync", "normal", "normal"],
  ["redis-url", "redisUrl", "rediss://u:p@h:1/2", ["rediss://u:p@h:1/2"]],
  ["storage-timeout", "storageTimeout", "1s", 1000],
  ["heartbeat-interval", "heartbeatInterval", "200ms", 200],
  ["login-timeout", "loginTimeout", "1.5s", 1500],
  ["recall-window", "recallWindow", "1h", 3_600_000],
  ["history-limit", "historyLimit", "1", 1],
  ["history-age", "historyAge", "720h", 2_592_000_000],
  ["max-frame-size", "maxFrameSize", "1MiB", 1_048_576],
  ["max-content-size", "maxContentSize", "65536", 65_536],
  ["push-backlog", "pushBacklog", "0", 0],
  ["max-outbound-bytes", "maxOutboundBytes", "1KiB", 1024],
  ["max-connections", "maxConnections", "2", 2],
  ["max-connections-per-user", "maxConnectionsPerUser", "1", 1],
  ["max-chatrooms-per-user", "maxChatroomsPerUser", "0", 0],
  ["send-rate", "sendRate", "0.5", 0.5],
  ["send-burst", "sendBurst", "0", 0],
  ["request-rate", "requestRate", "1000000", 1_000_000],
  ["request-burst", "requestBurst", "1", 1],
  ["room-rate", "roomRate", "20", 20],
  ["connect-rate", "connectRate", "0.25", 0.25],
  ["auth-secret", "authSecret", SECRET, [SECRET]],
  ["auth-jwks", "authJwks", "https://id/keys", "https://id/keys"],
  ["auth-public-key", "authPublicKey", KEY_FILE, parsePublicKeys(KEY)],
  ["auth-issuer", "authIssuer", "https://id", "https://id"],
  ["auth-audience", "authAudience", "gim", "gim"],
  ["token-expiry", "tokenExpiry", "1h", 3_600_000],
  ["allow-origin", "allowOrigin", "*", ["*"]],
  ["pages", "pages", "false", false],
  ["trusted-proxies", "trustedProxies", "FD00::/8,::1", ["fd00::/8", "::1"]],
  ["idle-expiry", "idleExpiry", "1m", 60_000],
  ["storage-limit", "storageLimit", "1MiB", 1_048_576],
  ["log-level", "logLevel", "error", "error"],
  ["log-format", "logFormat", "json", "json"],
];

interface Need {
  readonly flags: readonly string[];
  readonly options: Partial<Options>;
}

const NODE: Need = {
  flags: ["--gateway-engine=node"],
  options: { gatewayEngine: "node" },
};

/** What an option cannot be without. */
const WITH: { [Key in keyof Options]?: Need } = {
  writeTimeout: NODE,
  compression: NODE,
  historyAge: { flags: ["--storage=disk"], options: { storage: "disk" } },
};

Deno.test("parseCommand() starts a service with every default and nothing else", () => {
  assertEquals(optionsOf([]), DEFAULTS);
});

for (const [name, key, text, value] of GIVEN) {
  const variable = `GIM_${name.toUpperCase().replaceAll("-", "_")}`;

  Deno.test(`--${name} is read as two arguments, as one, and from ${variable}`, () => {
    const { flags, options } = WITH[key] ?? { flags: [], options: {} };
    const expected = { ...DEFAULTS, ...options, [key]: value };
    assertEquals(optionsOf([...flags, `--${name}`, text]), expected);
    assertEquals(optionsOf([...flags, `--${name}=${text}`]), expected);
    assertEquals(optionsOf(flags, { [variable]: text }), expected);
  });

  Deno.test(`an empty --${name} or ${variable} is refused by its name`, () => {
    assertMatch(
      errorOf([`--${name}=`]),
      RegExp(`^--${name}: got "": expected`),
    );
    assertMatch(
      errorOf([], { [variable]: "" }),
      RegExp(`^${variable}: got "": expected`),
    );
  });
}

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
  assertEquals(optionsOf(["--compression=false"]), DEFAULTS);
});

Deno.test("the table of this test has every option", () => {
  assertEquals(GIVEN.map(([, key]) => key), Object.keys(DEFAULTS));
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

Deno.test("an alias gives the same option as its long name", () => {
  const aliases: readonly (readonly [string, string, keyof Options])[] = [
    ["--ws", ":1", "gatewayAddress"],
    ["--http", ":1", "apiAddress"],
    ["--ws-worker", "1", "gatewayWorker"],
    ["--profiling", "true", "profilingEnabled"],
    ["--enable-profiling", "true", "profilingEnabled"],
    ["--trace", "x-trace", "traceHeader"],
    ["--enbale-message-sequence", "true", "enableMessageSequence"],
    ["--gateway-heartbeat-interval", "1s", "heartbeatInterval"],
  ];
  for (const [flag, text, key] of aliases) {
    const [, , , ...rest] = GIVEN.find(([, of]) => of === key) ?? [];
    assertEquals(rest.length, 1);
    const once = optionsOf([flag, text])[key];
    assertEquals(optionsOf([`${flag}=${text}`])[key], once, flag);
    assert(
      once !== DEFAULTS[key] || text === "1" || text === "false",
      `${flag} changed nothing`,
    );
  }
});

Deno.test("a flag beats the variable, and the variable the default", () => {
  const environment = { GIM_HISTORY_LIMIT: "5" };
  assertEquals(optionsOf([], environment).historyLimit, 5);
  assertEquals(optionsOf(["--history-limit=6"], environment).historyLimit, 6);
  const wrong = { GIM_HISTORY_LIMIT: "none" };
  assertEquals(optionsOf(["--history-limit=6"], wrong).historyLimit, 6);
});

Deno.test("the last of a repeated flag wins, whichever name it has", () => {
  const options = optionsOf(["--ws", ":1", "--gateway-address=:2", "--ws=:3"]);
  assertEquals(options.gatewayAddress.port, 3);
});

Deno.test("a repeated --allow-origin adds up, without repetitions", () => {
  const args = [
    "--allow-origin",
    "http://a,http://b",
    "--allow-origin=http://a",
  ];
  assertEquals(optionsOf(args).allowOrigin, ["http://a", "http://b"]);
});

Deno.test("a switch alone is true and takes true or false only", () => {
  const on = (...args: string[]) => optionsOf(args).enableMessageSequence;
  assertEquals(on("--enable-message-sequence"), true);
  assertEquals(on("--enable-message-sequence", "false"), false);
  assertEquals(on("--enable-message-sequence=false"), false);
  assertEquals(on("--enable-message-sequence", "true"), true);
  assertEquals(on("--enable-message-sequence", "--http", ":1"), true);
  assertEquals(
    errorOf(["--enable-message-sequence=maybe"]),
    `--enable-message-sequence: got "maybe": expected true or false`,
  );
});

Deno.test("the log's default format is text on a terminal and json elsewhere", () => {
  const command = parseCommand({
    args: [],
    environment: () => ({}),
    isTerminal: false,
    readFile: readSmallFile,
    version: "",
  });
  assertEquals(command.verb === "serve" && command.options.logFormat, "json");
  assertEquals(optionsOf([]).logFormat, "text");
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
