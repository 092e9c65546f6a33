import type { LogFormat, LogLevel } from "../observe/log.ts";
import type { PublicKey } from "../auth/public_key.ts";
import type { HookType } from "../domain/hook_types.ts";
import type { Address } from "./address.ts";

/**
 * All settings of a running service, each present and within its bounds.
 * Durations are whole milliseconds, sizes are bytes. Names, defaults and bounds
 * are in `options/table.ts`.
 */
export interface Options {
  /** Where WebSocket clients connect; equal to `apiAddress` means one listener. */
  readonly gatewayAddress: Address;
  /** Where the HTTP API answers. */
  readonly apiAddress: Address;
  /** Threads that hold the sockets. */
  readonly gatewayWorker: number;
  /** What holds the sockets and the listeners. */
  readonly gatewayEngine: "deno" | "node";
  /** A client that does not answer a close for this long is cut off; `node` only. */
  readonly writeTimeout: number;
  /** Whether clients that offer it have their frames compressed; `node` only. */
  readonly compression: boolean;
  /** The file of the certificate at both addresses; undefined: no TLS. */
  readonly tlsCert: string | undefined;
  /** The file of its private key; there is one where there is a certificate. */
  readonly tlsKey: string | undefined;
  /** Whether profiles can be taken over HTTP. */
  readonly profilingEnabled: boolean;
  /** The response header that carries a request's trace id, in lower case. */
  readonly traceHeader: string;
  /** The encoding of a connection that asks for none. */
  readonly messageProtocol: "json" | "proto";
  /** Whether messages carry a sequence, which sync, read and recall need. */
  readonly enableMessageSequence: boolean;
  /** Most messages in one push to a chatroom; they are the newest. */
  readonly messagePushCount: number;
  /** Milliseconds from one push to a chatroom to the next. */
  readonly messagePushDuration: number;
  /** Most chatrooms that are pushed to at the same time; the others wait. */
  readonly messagePushConcurrencyLimit: number;
  /** Where messages are kept. */
  readonly storage: "memory" | "disk" | "redis";
  /** The directory of a storage on disk. */
  readonly dataDir: string;
  /** Whether an answer waits for the disk, or only for the operating system. */
  readonly diskSync: "full" | "normal";
  /**
   * Where Redis is; several addresses mean a Cluster. Never shown, as one may
   * contain a password.
   */
  readonly redisUrl: readonly string[];
  /** A request that the storage has not answered after this time is refused. */
  readonly storageTimeout: number;
  /** A connection that sends no frame for this long is closed with 4408. */
  readonly heartbeatInterval: number;
  /** A connection without a login after this time is closed with 4401. */
  readonly loginTimeout: number;
  /** How long after sending the sender may recall a message. */
  readonly recallWindow: number;
  /** How long after sending the sender may edit a message. */
  readonly editWindow: number;
  /** Most messages kept per conversation; the oldest are removed. */
  readonly historyLimit: number;
  /** How long a message is kept on disk; `undefined`: whatever its age. */
  readonly historyAge: number | undefined;
  /** A larger frame closes its connection with 1009. */
  readonly maxFrameSize: number;
  /** A message with a larger content is refused; never above `maxFrameSize`. */
  readonly maxContentSize: number;
  /** A connection with more unsent bytes is left out of a chatroom's push. */
  readonly pushBacklog: number;
  /**
   * If a private push would leave a connection with more unsent bytes, it is
   * closed with 4413.
   */
  readonly maxOutboundBytes: number;
  /** Most open sockets; beyond, an upgrade is answered with 503. */
  readonly maxConnections: number;
  /** Most open sockets of one user; beyond, a silent one is closed with
   * 4409, or the oldest. */
  readonly maxConnectionsPerUser: number;
  /** Most chatrooms that a user may be in; 0 for no limit. */
  readonly maxChatroomsPerUser: number;
  /** Most members of a chatroom; beyond, nobody gets in. */
  readonly maxMembers: number;
  /** Who makes chatrooms: users by joining them, or the server API alone. */
  readonly roomCreation: "users" | "api";
  /** Sends of a user per second, on average; 0 for no limit. */
  readonly sendRate: number;
  /** Sends of a user at once; 0 for no limit. */
  readonly sendBurst: number;
  /** All other requests of a user per second, on average; 0 for no limit. */
  readonly requestRate: number;
  /** All other requests of a user at once; 0 for no limit. */
  readonly requestBurst: number;
  /** Messages per second into one chatroom, of all senders; 0 for no limit. */
  readonly roomRate: number;
  /** New sockets per second from one address; 0 for no limit. */
  readonly connectRate: number;
  /**
   * The keys of tokens: the first signs, all verify. Empty, and without keys of
   * others: one is random per start, and a login needs no token.
   */
  readonly authSecret: readonly string[];
  /** The address of the public keys of others who sign tokens. */
  readonly authJwks: string | undefined;
  /** Public keys of others who sign tokens. */
  readonly authPublicKey: readonly PublicKey[];
  /** What a token's claim `iss` has to be. */
  readonly authIssuer: string | undefined;
  /** What a token's claim `aud` has to be, or to hold. */
  readonly authAudience: string | undefined;
  /**
   * How long a token is valid. May be longer than a timer can wait (2^31 ms).
   */
  readonly tokenExpiry: number;
  /** Keys of back ends that use the server API; without any it is not there. */
  readonly apiKey: readonly string[];
  /** Keys with which the server API shows things and changes nothing. */
  readonly apiKeyRead: readonly string[];
  /**
   * Origins of pages that may call, as browsers send them, or `*`; empty: none.
   */
  readonly allowOrigin: readonly string[];
  /** Where the back end is told what has happened; undefined: nowhere. */
  readonly webhookUrl: string | undefined;
  /** The key that signs what the back end is told and asked: `whsec_…`. */
  readonly webhookSecret: string | undefined;
  /** The types of the events that it is told. */
  readonly webhookEvents: readonly HookType[];
  /** Milliseconds for the back end's answer to an event. */
  readonly webhookTimeout: number;
  /** Most events that wait; beyond, the oldest are dropped. */
  readonly webhookBacklog: number;
  /** Events that are told at the same time. */
  readonly webhookConcurrency: number;
  /** Milliseconds after which somebody who went, and stays away, is offline. */
  readonly offlineDelay: number;
  /** Where it is asked before a message is stored; undefined: it is not. */
  readonly beforeSendUrl: string | undefined;
  /** Milliseconds for its answer. */
  readonly beforeSendTimeout: number;
  /** What becomes of a message about which there is no answer. */
  readonly beforeSendFailure: "accept" | "reject";
  /** Whether browsers are served pages at `apiAddress`. */
  readonly pages: boolean;
  /**
   * IP addresses and ranges of proxies whose word on the client's address is
   * taken; empty: none.
   */
  readonly trustedProxies: readonly string[];
  /**
   * An offline user untouched for this long is removed, and so is an empty
   * chatroom. May be longer than a timer can wait (2^31 ms).
   */
  readonly idleExpiry: number;
  /**
   * Most estimated bytes of all stored messages; beyond, those of the coldest
   * conversations are removed.
   */
  readonly storageLimit: number;
  /** The least severe level that is logged. */
  readonly logLevel: LogLevel;
  /** The form of a log line. */
  readonly logFormat: LogFormat;
}
