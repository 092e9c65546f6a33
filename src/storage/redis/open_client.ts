import { createClient, createCluster } from "redis";

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
}

/** Most milliseconds between two attempts to reconnect. */
export const LONGEST_PAUSE = 1000;
/** Least milliseconds between two pings. */
const SHORTEST_PING = 500;

/**
 * Creates a client that is not connected yet. While it is not connected
 * requests fail at once; as long as it is open it reconnects by itself.
 */
export function openClient({ urls, timeout }: ClientOptions): RedisClient {
  const settings = settingsFor(timeout);
  const [url = "", ...others] = urls;
  if (others.length === 0) return createClient({ ...settings, url });
  return createCluster({
    rootNodes: urls.map((each) => ({ url: each })),
    defaults: withCredentials(settings, url),
  }) as unknown as RedisClient;
}

function settingsFor(timeout: number) {
  const pingInterval = Math.max(SHORTEST_PING, timeout / 2);
  return {
    pingInterval,
    disableOfflineQueue: true,
    // These would read environment variables that the service may not read.
    maintNotifications: "disabled" as const,
    socket: {
      connectTimeout: timeout,
      // A shorter timeout than the time between two pings would end a quiet
      // connection.
      socketTimeout: Math.max(timeout, 2 * pingInterval),
      reconnectStrategy: (tries: number) =>
        Math.min(50 * 2 ** tries, LONGEST_PAUSE) + Math.random() * 50,
    },
  };
}

/** A Cluster reports its other servers' addresses, but no credentials. */
function withCredentials(
  settings: ReturnType<typeof settingsFor>,
  url: string,
) {
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
