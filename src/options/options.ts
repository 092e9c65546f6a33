import type { LogFormat, LogLevel } from "../observe/log.ts";
import type { Address } from "./address.ts";

/**
 * Everything a running service is told, each value present and within its
 * bounds. Durations are whole milliseconds, sizes are bytes. What the command
 * line and the environment call them, their defaults and their bounds are in
 * `options/table.ts`.
 */
export interface Options {
  /** Where WebSocket clients connect; equal to `apiAddress` means one listener. */
  readonly gatewayAddress: Address;
  /** Where the HTTP API answers. */
  readonly apiAddress: Address;
  /** Threads that hold the sockets. */
  readonly gatewayWorker: number;
  /** Whether profiles can be taken over HTTP. */
  readonly profilingEnabled: boolean;
  /** The response header that carries a request's trace id, in lower case. */
  readonly traceHeader: string;
  /** The encoding of a connection that asked for none. */
  readonly messageProtocol: "json" | "proto";
  /** Whether messages carry a sequence, which sync, read and recall need. */
  readonly enableMessageSequence: boolean;
  /** A push to a chatroom holds at most this many messages, the newest. */
  readonly messagePushCount: number;
  /** A chatroom is pushed to at most once in this time. */
  readonly messagePushDuration: number;
  /** Chatrooms that are being pushed to at the same time; the others wait. */
  readonly messagePushConcurrencyLimit: number;
  /** Where messages are kept. */
  readonly storage: "memory" | "redis";
  /** Where Redis is; more than one is a Cluster. Never shown: it may hold a password. */
  readonly redisUrl: readonly string[];
  /** A request that the storage does not answer for this long is refused. */
  readonly storageTimeout: number;
  /** A connection that sends no frame for this long is closed 4408. */
  readonly heartbeatInterval: number;
  /** A connection that does not log in within this time is closed 4401. */
  readonly loginTimeout: number;
  /** A sender may take a message back for this long. */
  readonly recallWindow: number;
  /** Messages kept of a conversation; the oldest go first. */
  readonly historyLimit: number;
  /** A bigger frame closes its connection 1009. */
  readonly maxFrameSize: number;
  /** A message with a bigger content is refused; never above `maxFrameSize`. */
  readonly maxContentSize: number;
  /** A connection that still holds more bytes than this is left out of a chatroom's push. */
  readonly pushBacklog: number;
  /** A private push that would make a connection hold more closes it 4413. */
  readonly maxOutboundBytes: number;
  /** Sockets open at once; the next upgrade is answered 503. */
  readonly maxConnections: number;
  /** Sockets of one user open at once; the next closes the oldest 4409. */
  readonly maxConnectionsPerUser: number;
  /** The key that signs tokens; `undefined`: random per start, and login takes any id. */
  readonly authSecret: string | undefined;
  /** How long a token is good. May exceed what one timer can wait for (2^31 ms). */
  readonly tokenExpiry: number;
  /** Origins whose pages may call, as browsers send them, or `*`; empty: none. */
  readonly allowOrigin: readonly string[];
  /** Whether browsers are served pages at `apiAddress`. */
  readonly pages: boolean;
  /** IP addresses and ranges of proxies that say whom they speak for; empty: none. */
  readonly trustedProxies: readonly string[];
  /**
   * An offline user nobody touched for this long is forgotten, and an empty
   * chatroom too. May exceed what one timer can wait for (2^31 ms).
   */
  readonly idleExpiry: number;
  /** Estimated bytes of all stored messages; over it the coldest conversations lose theirs. */
  readonly storageLimit: number;
  /** The least grave line that is logged. */
  readonly logLevel: LogLevel;
  /** How a line is written. */
  readonly logFormat: LogFormat;
}
