import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Options } from "../../src/options/options.ts";
import { parseCommand } from "../../src/options/command.ts";
import { parsePublicKeys } from "../../src/auth/public_key.ts";
import { HOOK_TYPES } from "../../src/domain/hook_types.ts";
import { readSmallFile } from "../../src/options/value_files.ts";
import { FIRST as TLS } from "../helpers/certificates.ts";
import { errorOf, optionsOf } from "./parse.ts";

const KEY_FILE = new URL("./ed25519.pub", import.meta.url).pathname;
const KEY = readSmallFile(KEY_FILE);
const HOOK_SECRET = `whsec_${btoa("hook".repeat(6))}`;
const KEY_TEXT = "0123456789abcdef".repeat(2);
const SECRET = "-s3cret=".repeat(4);

const DEFAULTS: Options = {
  gatewayAddress: { host: "::", port: 8080 },
  apiAddress: { host: "::", port: 8081 },
  gatewayWorker: Math.min(8, Math.max(1, navigator.hardwareConcurrency - 1)),
  gatewayEngine: "deno",
  writeTimeout: 10_000,
  compression: false,
  tlsCert: undefined,
  tlsKey: undefined,
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
  editWindow: 900_000,
  historyLimit: 10_000,
  historyAge: undefined,
  maxFrameSize: 65_536,
  maxContentSize: 4096,
  pushBacklog: 8192,
  maxOutboundBytes: 4_194_304,
  maxConnections: 100_000,
  maxConnectionsPerUser: 16,
  maxChatroomsPerUser: 1000,
  maxMembers: 100_000,
  roomCreation: "users",
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
  apiKey: [],
  apiKeyRead: [],
  allowOrigin: [],
  webhookUrl: undefined,
  webhookSecret: undefined,
  webhookEvents: HOOK_TYPES,
  webhookTimeout: 5000,
  webhookBacklog: 100_000,
  webhookConcurrency: 16,
  offlineDelay: 10_000,
  beforeSendUrl: undefined,
  beforeSendTimeout: 1000,
  beforeSendFailure: "accept",
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
  ["tls-cert", "tlsCert", TLS.cert, TLS.cert],
  ["tls-key", "tlsKey", TLS.key, TLS.key],
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
  ["edit-window", "editWindow", "1h", 3_600_000],
  ["history-limit", "historyLimit", "1", 1],
  ["history-age", "historyAge", "720h", 2_592_000_000],
  ["max-frame-size", "maxFrameSize", "1MiB", 1_048_576],
  ["max-content-size", "maxContentSize", "65536", 65_536],
  ["push-backlog", "pushBacklog", "0", 0],
  ["max-outbound-bytes", "maxOutboundBytes", "1KiB", 1024],
  ["max-connections", "maxConnections", "2", 2],
  ["max-connections-per-user", "maxConnectionsPerUser", "1", 1],
  ["max-chatrooms-per-user", "maxChatroomsPerUser", "0", 0],
  ["max-members", "maxMembers", "1", 1],
  ["room-creation", "roomCreation", "api", "api"],
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
  ["api-key", "apiKey", KEY_TEXT, [KEY_TEXT]],
  ["api-key-read", "apiKeyRead", KEY_TEXT, [KEY_TEXT]],
  ["allow-origin", "allowOrigin", "*", ["*"]],
  ["webhook-url", "webhookUrl", "https://a/b?c", "https://a/b?c"],
  ["webhook-secret", "webhookSecret", HOOK_SECRET, HOOK_SECRET],
  ["webhook-events", "webhookEvents", "user", ["user.online", "user.offline"]],
  ["webhook-timeout", "webhookTimeout", "1s", 1000],
  ["webhook-backlog", "webhookBacklog", "1", 1],
  ["webhook-concurrency", "webhookConcurrency", "256", 256],
  ["offline-delay", "offlineDelay", "0ms", 0],
  ["before-send-url", "beforeSendUrl", "http://a:1/", "http://a:1/"],
  ["before-send-timeout", "beforeSendTimeout", "10ms", 10],
  ["before-send-failure", "beforeSendFailure", "reject", "reject"],
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

const SIGNED: Need = {
  flags: [`--webhook-secret=${HOOK_SECRET}`],
  options: { webhookSecret: HOOK_SECRET },
};

/** What an option cannot be without. */
const WITH: { [Key in keyof Options]?: Need } = {
  writeTimeout: NODE,
  compression: NODE,
  tlsCert: {
    flags: [`--tls-key=${TLS.key}`],
    options: { tlsKey: TLS.key },
  },
  tlsKey: {
    flags: [`--tls-cert=${TLS.cert}`],
    options: { tlsCert: TLS.cert },
  },
  webhookUrl: SIGNED,
  beforeSendUrl: SIGNED,
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

Deno.test("the table of this test has every option", () => {
  assertEquals(GIVEN.map(([, key]) => key), Object.keys(DEFAULTS));
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
