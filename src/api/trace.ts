import type { HeaderLookup } from "./api_request.ts";

/** What a client may call its request: printable ASCII, short enough to log. */
const TRACE_ID = /^[\x20-\x7e]{1,256}$/;

/** The request's own trace id, or a new one where it has none that is usable. */
export function traceIdOf(headers: HeaderLookup, header: string): string {
  const given = headers.get(header) ?? "";
  return TRACE_ID.test(given) ? given : crypto.randomUUID();
}
