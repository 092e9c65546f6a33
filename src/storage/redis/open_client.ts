import { createClient, createCluster } from "redis";
import type { Clock } from "../../base/clock.ts";
import { ReconnectPauses } from "./reconnect_pauses.ts";

/** A client of one server or of a Cluster; both are used in the same way. */
export type RedisClient = ReturnType<typeof createClient>;

/** Where Redis is, and how long it may take. */
export interface ClientOptions {
  /**
   * `redis://` or `rediss://`, with user, password and database. Several
   * addresses mean a Cluster; its other servers get the first address's user
   * and password.
   */
  readonly urls: readonly string[];
  /** Milliseconds for an answer, or for a connection. */
  readonly timeout: number;
  readonly clock: Pick<Clock, "after">;
}

/** A client, and its end. */
export interface OpenClient {
  readonly client: RedisClient;
  /**
   * Ends it at once, whatever it does: what it was asked fails. When this
   * settles nothing of it is left, no timer and no socket.
   */
  end(): Promise<void>;
}

/** Least milliseconds between two pings. */
const SHORTEST_PING = 500;

/**
 * Milliseconds for which a server may send nothing, not even the answer to a
 * ping, before its connection counts as lost.
 */
export function longestSilence(timeout: number): number {
  // A shorter time than that between two pings would end a quiet connection.
  return Math.max(timeout, 2 * pingIntervalOf(timeout));
}

/**
 * Creates a client that is not connected yet. While it is not connected
 * requests fail at once; as long as it is open it reconnects by itself.
 */
export function openClient(
  { urls, timeout, clock }: ClientOptions,
): OpenClient {
  const ending = new AbortController();
  const pauses = new ReconnectPauses(clock);
  const client = createFor(urls, settingsFor(timeout, pauses, ending.signal));
  return {
    client,
    async end() {
      client.destroy();
      // The client has no hold of a socket that is being connected: it would go
      // on, and ask for signs of life for ever.
      ending.abort();
      await pauses.over();
    },
  };
}

function createFor(urls: readonly string[], settings: Settings): RedisClient {
  const [url = "", ...others] = urls;
  if (others.length === 0) return createClient({ ...settings, url });
  return createCluster({
    rootNodes: urls.map((each) => ({ url: each })),
    defaults: withCredentials(settings, url),
  }) as unknown as RedisClient;
}

type Settings = ReturnType<typeof settingsFor>;

function pingIntervalOf(timeout: number): number {
  return Math.max(SHORTEST_PING, timeout / 2);
}

function settingsFor(
  timeout: number,
  pauses: ReconnectPauses,
  ending: AbortSignal,
) {
  return {
    pingInterval: pingIntervalOf(timeout),
    disableOfflineQueue: true,
    // These would read environment variables that the service may not read.
    maintNotifications: "disabled" as const,
    socket: {
      connectTimeout: timeout,
      socketTimeout: longestSilence(timeout),
      reconnectStrategy: (tries: number) =>
        !ending.aborted && pauses.begin(tries),
      signal: ending,
    },
  };
}

/** A Cluster reports its other servers' addresses, but no credentials. */
function withCredentials(settings: Settings, url: string) {
  const { username, password, protocol } = new URL(url);
  return {
    ...settings,
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
    socket: {
      ...settings.socket,
      ...(protocol === "rediss:" && { tls: true as const }),
    },
  };
}
