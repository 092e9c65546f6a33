import type { HeaderLookup } from "./api_request.ts";

/** How a request arrived. */
export interface Arrival {
  /** Did it arrive at the API's address? True if both addresses are one. */
  readonly atApi: boolean;
  /** The IP address at the other end; undefined where there is none. */
  readonly remoteHost: string | undefined;
}

/** For a request of unknown origin: it gets only what everybody gets. */
export const UNKNOWN_ARRIVAL: Arrival = { atApi: false, remoteHost: undefined };

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;

/**
 * Headers set by proxies: a request that came through one was not made on this
 * machine.
 */
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

/**
 * Names that no page can point elsewhere: against DNS rebinding, by which a
 * page reaches an address of this machine under its own name.
 */
const NO_DOMAIN = /^(?:localhost|\d+\.\d+\.\d+\.\d+|\[[\da-f:.]+\])$/;

/**
 * Was it made by a program on this machine? A page in a browser there does not
 * count, nor what came through a proxy that says so.
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
