import type { HeaderLookup } from "./api_request.ts";

/** How a request came in. */
export interface Arrival {
  /** At the API's address? Where both addresses are one: yes. */
  readonly atApi: boolean;
  /** The IP address at the other end; undefined where there is none. */
  readonly remoteHost: string | undefined;
}

/** Of a request that nothing is known of: it gets what everybody gets. */
export const UNKNOWN_ARRIVAL: Arrival = { atApi: false, remoteHost: undefined };

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;

/** Each is set by proxies: what they pass on was not asked on this machine. */
const PROXY_HEADERS = [
  "forwarded",
  "via",
  "x-real-ip",
  "cf-connecting-ip",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-forwarded-port",
];

/** What no page can get for its own address by changing what a name stands for. */
const NO_DOMAIN = /^(?:localhost|\d+\.\d+\.\d+\.\d+|\[[\da-f:.]+\])$/;

/**
 * Was it asked by a program on this machine? Not by a page in a browser that
 * runs there, and not by way of a proxy that says so.
 */
export function isLocal(
  { remoteHost }: Arrival,
  headers: HeaderLookup,
  { hostname }: Pick<URL, "hostname">,
): boolean {
  if (!LOOPBACK.test(remoteHost ?? "")) return false;
  const byPage = headers.has("origin") || headers.has("sec-fetch-site") ||
    !NO_DOMAIN.test(hostname);
  return !byPage && !PROXY_HEADERS.some((name) => headers.has(name));
}
