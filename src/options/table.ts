/**
 * The one table of options: parsing, help, environment names and error lines
 * all come from it.
 *
 * @module
 */

import { LOG_LEVELS } from "../observe/log.ts";
import { apiKeys, claim, httpUrl, publicKeys, secrets } from "./auth_kinds.ts";
import { defaultThreads } from "./default_threads.ts";
import { HOOK_OPTIONS } from "./hook_table.ts";
import type { Option } from "./option.ts";
import type { Options } from "./options.ts";
import {
  address,
  boolean,
  directory,
  duration,
  fileName,
  headerName,
  ipRanges,
  oneOf,
  optional,
  origins,
  rate,
  redisUrls,
  size,
  wholeNumber,
} from "./kinds.ts";

/** Every option by its key in {@linkcode Options}, in the order of the help. */
export const OPTIONS: { readonly [K in keyof Options]: Option<Options[K]> } = {
  gatewayAddress: {
    name: "gateway-address",
    aliases: ["ws"],
    kind: address,
    fallback: ":8080",
    help: "Where WebSocket clients connect; no host means every interface.",
  },
  apiAddress: {
    name: "api-address",
    aliases: ["http"],
    kind: address,
    fallback: ":8081",
    help: "Where the HTTP API answers; may be the gateway's address.",
  },
  gatewayWorker: {
    name: "gateway-worker",
    aliases: ["ws-worker"],
    kind: wholeNumber(1, 64),
    fallback: String(defaultThreads()),
    fallbackNote: "processors less one, from 1 to 8",
    help: "Threads that hold the sockets; 1 keeps all in one thread.",
  },
  gatewayEngine: {
    name: "gateway-engine",
    kind: oneOf(["deno", "node"]),
    fallback: "deno",
    help: "Holds sockets and listeners; `node` bounds what harms `deno`.",
  },
  writeTimeout: {
    name: "write-timeout",
    kind: duration("10ms", "1h"),
    fallback: "10s",
    help: "A client that does not answer a close is cut off; engine `node`.",
  },
  compression: {
    name: "compression",
    kind: boolean,
    fallback: "false",
    help: "Compress what clients offer to take compressed; engine `node`.",
  },
  tlsCert: {
    name: "tls-cert",
    kind: fileName,
    fallbackNote: "none, and no TLS",
    help: "Certificates in PEM for both addresses; SIGHUP reads them again.",
  },
  tlsKey: {
    name: "tls-key",
    kind: fileName,
    fallbackNote: "none",
    help: "The private key of the certificate, in PEM.",
  },
  profilingEnabled: {
    name: "profiling-enabled",
    aliases: ["profiling", "enable-profiling"],
    kind: boolean,
    fallback: "false",
    help: "Serve profiles of the running service at `/debug/pprof/`.",
  },
  traceHeader: {
    name: "trace-header",
    aliases: ["trace"],
    kind: headerName,
    fallback: "trace",
    help: "The response header that carries the trace id.",
  },
  messageProtocol: {
    name: "message-protocol",
    kind: oneOf(["json", "proto"]),
    fallback: "json",
    help: "The encoding of a connection that asks for none.",
  },
  enableMessageSequence: {
    name: "enable-message-sequence",
    hidden: ["enbale-message-sequence"],
    kind: boolean,
    fallback: "false",
    help: "Number the messages of a conversation, for sync, read and recall.",
  },
  messagePushCount: {
    name: "message-push-count",
    kind: wholeNumber(1, 1000),
    fallback: "10",
    help: "Messages in one push to a chatroom, the newest.",
  },
  messagePushDuration: {
    name: "message-push-duration",
    kind: duration("10ms", "1h"),
    fallback: "1s",
    help: "A chatroom is pushed to at most once in this time.",
  },
  messagePushConcurrencyLimit: {
    name: "message-push-concurrency-limit",
    kind: wholeNumber(1, 10_000),
    fallback: "16",
    help: "Chatrooms that are pushed to at the same time.",
  },
  storage: {
    name: "storage",
    kind: oneOf(["memory", "disk", "redis"]),
    fallback: "memory",
    help: "Where messages are kept.",
  },
  dataDir: {
    name: "data-dir",
    kind: directory,
    fallback: "gim-data",
    help: "The directory of `--storage disk`; of one process at a time.",
  },
  diskSync: {
    name: "disk-sync",
    kind: oneOf(["full", "normal"]),
    fallback: "full",
    help: "What an answer outlives on disk: a power cut, or a killed process.",
  },
  redisUrl: {
    name: "redis-url",
    kind: redisUrls,
    fallback: "redis://127.0.0.1:6379",
    help: "Where Redis is; commas or repetition for the nodes of a Cluster.",
  },
  storageTimeout: {
    name: "storage-timeout",
    kind: duration("50ms", "1m"),
    fallback: "2s",
    help: "A request that Redis does not answer in this time is refused.",
  },
  heartbeatInterval: {
    name: "heartbeat-interval",
    aliases: ["gateway-heartbeat-interval"],
    kind: duration("10ms", "24h"),
    fallback: "10m",
    help: "A connection without a frame for this long is closed.",
  },
  loginTimeout: {
    name: "login-timeout",
    kind: duration("10ms", "24h"),
    fallback: "2m",
    help: "A connection that does not log in within this time is closed.",
  },
  recallWindow: {
    name: "recall-window",
    kind: duration("10ms", "8760h"),
    fallback: "2m",
    help: "How long after sending a sender may take a message back.",
  },
  editWindow: {
    name: "edit-window",
    kind: duration("10ms", "8760h"),
    fallback: "15m",
    help: "How long after sending a sender may edit a message.",
  },
  historyLimit: {
    name: "history-limit",
    kind: wholeNumber(1, 10_000_000),
    fallback: "10000",
    help: "Messages kept of a conversation; the oldest go.",
  },
  historyAge: {
    name: "history-age",
    kind: optional(duration("1s", "87600h")),
    fallbackNote: "none",
    help: "On disk a message goes after this time.",
  },
  maxFrameSize: {
    name: "max-frame-size",
    kind: size("256B", "16MiB"),
    fallback: "64KiB",
    help: "A bigger frame closes its connection.",
  },
  maxContentSize: {
    name: "max-content-size",
    kind: size("1B", "16MiB"),
    fallback: "4KiB",
    fallbackNote: "4KiB, or --max-frame-size if that is less",
    help: "A message with a bigger content is refused.",
  },
  pushBacklog: {
    name: "push-backlog",
    kind: size("0B", "1GiB"),
    fallback: "8KiB",
    help: "A connection that holds more is left out of a chatroom's push.",
  },
  maxOutboundBytes: {
    name: "max-outbound-bytes",
    kind: size("1KiB", "1GiB"),
    fallback: "4MiB",
    help: "A private push over it closes the connection as too slow.",
  },
  maxConnections: {
    name: "max-connections",
    kind: wholeNumber(1, 10_000_000),
    fallback: "100000",
    help: "Sockets open at once; the next is refused with 503.",
  },
  maxConnectionsPerUser: {
    name: "max-connections-per-user",
    kind: wholeNumber(1, 100_000),
    fallback: "16",
    help: "Sockets of one user; the next closes a silent one, or the oldest.",
  },
  maxChatroomsPerUser: {
    name: "max-chatrooms-per-user",
    kind: wholeNumber(0, 100_000),
    fallback: "1000",
    help: "Chatrooms that a user may be in; 0 for no limit.",
  },
  maxMembers: {
    name: "max-members",
    kind: wholeNumber(1, 10_000_000),
    fallback: "100000",
    help: "Members of a chatroom, on all nodes; the next is refused.",
  },
  roomCreation: {
    name: "room-creation",
    kind: oneOf(["users", "api"]),
    fallback: "users",
    help: "Who makes chatrooms: `users` by joining, or the server API alone.",
  },
  sendRate: {
    name: "send-rate",
    kind: rate,
    fallback: "50",
    help: "Messages that a user may send per second; 0 for no limit.",
  },
  sendBurst: {
    name: "send-burst",
    kind: wholeNumber(0, 1_000_000),
    fallback: "200",
    help: "Messages that a user may send at once; 0 for no limit.",
  },
  requestRate: {
    name: "request-rate",
    kind: rate,
    fallback: "200",
    help: "Other requests that a user may make per second; 0 for no limit.",
  },
  requestBurst: {
    name: "request-burst",
    kind: wholeNumber(0, 1_000_000),
    fallback: "1000",
    help: "Other requests that a user may make at once; 0 for no limit.",
  },
  roomRate: {
    name: "room-rate",
    kind: rate,
    fallback: "0",
    help: "Messages per second into one chatroom; 0 for no limit.",
  },
  connectRate: {
    name: "connect-rate",
    kind: rate,
    fallback: "0",
    help: "New sockets per second from one address; 0 for no limit.",
  },
  authSecret: {
    name: "auth-secret",
    kind: secrets,
    fallbackNote: "random per start, and login takes any id",
    help:
      "Signs the tokens; repeated, the first signs and all verify. With one, a login needs a token.",
  },
  authJwks: {
    name: "auth-jwks",
    kind: httpUrl,
    fallbackNote: "none",
    help:
      "Where the keys of those are who sign tokens with RS256, ES256 or EdDSA.",
  },
  authPublicKey: {
    name: "auth-public-key",
    kind: publicKeys,
    fallbackNote: "none",
    help: "Verifies tokens that others sign with RS256, ES256 or EdDSA.",
  },
  authIssuer: {
    name: "auth-issuer",
    kind: claim,
    fallbackNote: "anybody",
    help: "Who has to have issued a token: its claim `iss`.",
  },
  authAudience: {
    name: "auth-audience",
    kind: claim,
    fallbackNote: "anybody",
    help: "Whom a token has to be for: its claim `aud`.",
  },
  tokenExpiry: {
    name: "token-expiry",
    kind: duration("1s", "87600h"),
    fallback: "24h",
    help: "How long a token is good.",
  },
  apiKey: {
    name: "api-key",
    kind: apiKeys,
    fallbackNote: "none, and no server API",
    help: "Lets a back end use the server API, `/admin/…`; may be repeated.",
  },
  apiKeyRead: {
    name: "api-key-read",
    kind: apiKeys,
    fallbackNote: "none",
    help: "Lets a program see what the server API shows, and change nothing.",
  },
  allowOrigin: {
    name: "allow-origin",
    kind: origins,
    fallbackNote: "none",
    help: "Origins whose pages may call; commas or repetition for several.",
  },
  ...HOOK_OPTIONS,
  pages: {
    name: "pages",
    kind: boolean,
    fallback: "true",
    help: "Serve pages for browsers at the API's address, such as `/chat`.",
  },
  trustedProxies: {
    name: "trusted-proxies",
    kind: ipRanges,
    fallbackNote: "none",
    help: "Proxies whose word on the client's address is taken; ranges too.",
  },
  idleExpiry: {
    name: "idle-expiry",
    kind: duration("1s", "87600h"),
    fallback: "168h",
    help: "An offline user or an empty chatroom is forgotten after this time.",
  },
  storageLimit: {
    name: "storage-limit",
    kind: size("1KiB", "1024GiB"),
    fallback: "1GiB",
    help: "Bytes of messages in memory; over it the coldest conversations go.",
  },
  logLevel: {
    name: "log-level",
    kind: oneOf(LOG_LEVELS),
    fallback: "info",
    help: "The least grave line to log.",
  },
  logFormat: {
    name: "log-format",
    kind: oneOf(["text", "json"]),
    fallback: "text",
    fallbackOffTerminal: "json",
    fallbackNote: "text on a terminal, else json",
    help: "How a line is written.",
  },
};

/** The options' keys, in the order of the help. */
export const OPTION_KEYS = Object.keys(OPTIONS) as readonly (keyof Options)[];

/** The environment variable of an option. */
export function environmentName(option: { readonly name: string }): string {
  return `GIM_${option.name.toUpperCase().replaceAll("-", "_")}`;
}

/** Every name of an option, hidden ones included, without dashes. */
export function namesOf(
  option: Pick<Option<unknown>, "name" | "aliases" | "hidden">,
): readonly string[] {
  return [option.name, ...option.aliases ?? [], ...option.hidden ?? []];
}
