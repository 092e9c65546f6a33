import type { ApiRequest } from "./api_request.ts";

/** Seconds for which a browser may keep the answer to a preflight. */
const PREFLIGHT_AGE = 600;

const LABELS = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;

/**
 * Which pages may use the service: those of other origins that `--allow-origin`
 * names, and its own.
 */
export class Origins {
  #allowed: ReadonlySet<string>;
  /** What is before and behind the star of `https://*.chat.example`. */
  #below: readonly (readonly [string, string])[];
  #ownPages: boolean;

  /** Takes origins as `parseOrigin` returns them, and whether it has pages. */
  constructor(allowed: readonly string[], ownPages = false) {
    this.#ownPages = ownPages;
    this.#allowed = new Set(allowed);
    this.#below = allowed.filter((origin) => origin.includes("://*."))
      .map((origin) => origin.split("*"))
      .map(([scheme = "", host = ""]) => [scheme, host]);
  }

  /**
   * May a page of this origin open a socket? Where no origin is named all may:
   * a socket carries no cookie, so a page can do no more than its token can. A
   * page that came from `host`, where the socket is asked for, is our own.
   */
  allowsSocket(origin: string, host: string | null = null): boolean {
    return this.#allowed.size === 0 || this.#allows(origin) ||
      this.#ownPages && host !== null && isOf(origin, host);
  }

  /** Adds what lets a page of an allowed origin read the response. */
  expose(headers: Headers, origin: string | null, traceHeader: string): void {
    if (this.#allowed.size === 0) return;
    headers.append("vary", "origin");
    if (origin === null || !this.#allows(origin)) return;
    headers.set("access-control-allow-origin", origin);
    headers.set("access-control-expose-headers", traceHeader);
  }

  /** The answer to a preflight; undefined when the request is none of ours. */
  preflight(
    { method, headers }: Pick<ApiRequest, "method" | "headers">,
    traceHeader: string,
  ): Response | undefined {
    if (method !== "OPTIONS") return undefined;
    if (!headers.has("access-control-request-method")) return undefined;
    if (!this.#allows(headers.get("origin") ?? "")) return undefined;
    return new Response(null, {
      status: 204,
      headers: {
        "access-control-allow-methods": "GET, POST, PUT, DELETE",
        "access-control-allow-headers":
          `authorization, content-type, ${traceHeader}`,
        "access-control-max-age": String(PREFLIGHT_AGE),
      },
    });
  }

  #allows(origin: string): boolean {
    return this.#allowed.has("*") || this.#allowed.has(origin) ||
      this.#below.some(([scheme, host]) => isBelow(origin, scheme, host));
  }
}

/** Is it the origin of a host, which leaves out a port that its scheme has? */
function isOf(origin: string, host: string): boolean {
  const url = URL.parse(origin);
  return url !== null && url.host !== "" &&
    url.host === URL.parse(`${url.protocol}//${host}`)?.host;
}

function isBelow(origin: string, scheme: string, host: string): boolean {
  return origin.startsWith(scheme) && origin.endsWith(host) &&
    LABELS.test(origin.slice(scheme.length, -host.length));
}
