import type { HeaderLookup } from "./api_request.ts";

/**
 * A trace id that a client may choose: printable ASCII, short enough to log.
 */
const TRACE_ID = /^[\x20-\x7e]{1,256}$/;

/** The trace id of a request, or a new one if it has none that is valid. */
export function traceIdOf(headers: HeaderLookup, header: string): string {
  const given = headers.get(header) ?? "";
  return TRACE_ID.test(given) ? given : crypto.randomUUID();
}
