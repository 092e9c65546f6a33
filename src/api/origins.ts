import type { ApiRequest } from "./api_request.ts";

/** Seconds for which a browser may cache the answer to a preflight. */
const PREFLIGHT_AGE = 600;

const LABELS = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;

/**
 * Which pages may use the service: those of the origins that `--allow-origin`
 * names, and its own.
 */
export class Origins {
  #allowed: ReadonlySet<string>;
  /** The parts before and after the star of `https://*.chat.example`. */
  #below: readonly (readonly [string, string])[];
  #ownPages: boolean;

  /** `allowed` holds origins as returned by `parseOrigin`. */
  constructor(allowed: readonly string[], ownPages = false) {
    this.#ownPages = ownPages;
    this.#allowed = new Set(allowed);
    this.#below = allowed.filter((origin) => origin.includes("://*."))
      .map((origin) => origin.split("*"))
      .map(([scheme = "", host = ""]) => [scheme, host]);
  }

  /**
   * May a page of this origin open a socket? If no origin is configured every
   * page may, because a socket carries no cookie, so a page can do no more than
   * its token allows. A page that was served by `host`, where the socket is
   * opened, is our own.
   */
  allowsSocket(origin: string, host: string | null = null): boolean {
    return this.#allowed.size === 0 || this.#allows(origin) ||
      this.#ownPages && host !== null && isOf(origin, host);
  }

  /**
   * Adds the headers that let a page of an allowed origin read the response.
   */
  expose(headers: Headers, origin: string | null, traceHeader: string): void {
    if (this.#allowed.size === 0) return;
    const varies = headers.get("vary");
    // In one line: what crosses a thread has one line for each name.
    headers.set("vary", varies === null ? "origin" : `${varies}, origin`);
    if (origin === null || !this.#allows(origin)) return;
    headers.set("access-control-allow-origin", origin);
    headers.set("access-control-expose-headers", traceHeader);
  }

  /** The answer to a preflight request; undefined for any other request. */
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
        "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
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

/**
 * Is it the origin of this host? An origin leaves out the default port of its
 * scheme.
 */
function isOf(origin: string, host: string): boolean {
  const url = URL.parse(origin);
  return url !== null && url.host !== "" &&
    url.host === URL.parse(`${url.protocol}//${host}`)?.host;
}

function isBelow(origin: string, scheme: string, host: string): boolean {
  return origin.startsWith(scheme) && origin.endsWith(host) &&
    LABELS.test(origin.slice(scheme.length, -host.length));
}
