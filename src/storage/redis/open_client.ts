import { createClient, createCluster } from "redis";

/** A client of one server or of a Cluster; it is used alike. */
export type RedisClient = ReturnType<typeof createClient>;

/** Where Redis is, and how long it may take. */
export interface ClientOptions {
  /**
   * `redis://` or `rediss://`, with user, password and database; more than one
   * is a Cluster, whose other servers are asked as whom the first names.
   */
  readonly urls: readonly string[];
  /** Milliseconds for an answer, or for a connection. */
  readonly timeout: number;
}

/** Milliseconds between two tries to connect again. */
export const LONGEST_PAUSE = 1000;
/** Milliseconds between two pings, at least. */
const SHORTEST_PING = 500;

/**
 * Makes a client that is not connected yet. Requests fail at once while it is
 * not, and it connects again by itself for as long as it is open.
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
    // These read variables that the service may not read, and are not used.
    maintNotifications: "disabled" as const,
    socket: {
      connectTimeout: timeout,
      // Less than the time between two pings would strike at a quiet one.
      socketTimeout: Math.max(timeout, 2 * pingInterval),
      reconnectStrategy: (tries: number) =>
        Math.min(50 * 2 ** tries, LONGEST_PAUSE) + Math.random() * 50,
    },
  };
}

/** A Cluster tells where its other servers are, not how to log in there. */
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
