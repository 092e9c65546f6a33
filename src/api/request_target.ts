import { ReplyError } from "../base/errors.ts";
import type { ApiRequest } from "./api_request.ts";

/** A host name or an address, and perhaps a port. */
const HOST = /^(?:\[[\dA-Fa-f:.]+\]|[\w.~-]+)(?::\d{0,5})?$/;
/**
 * The part that a URL parser takes for the host, and the path up to the query.
 */
const ADDRESS = /^(?:http|ws)s?:\/\/(?<host>[^/?#\\]*)(?<path>[^?]*)/i;
/**
 * Path segments that a URL parser would resolve, turn into a slash, or drop.
 */
const ODD_PATH =
  // deno-lint-ignore no-control-regex -- tabs and newlines are dropped
  /[\u0000-\u0020\u007f\\#]|\/(?:\.|%2e){1,2}(?:\/|$)/i;

/**
 * The URL that a request asks for, with path and query exactly as in the
 * request line. The runtime joins the `Host` header and the target: a host that
 * contains a path, or a path that a proxy reads differently, would bypass what
 * the proxy blocks.
 *
 * @throws {ReplyError} 400
 */
export function requestTarget(
  request: Pick<ApiRequest, "url" | "headers">,
): URL {
  const named = request.headers.get("host") || undefined;
  const { host = "", path = "" } = ADDRESS.exec(request.url)?.groups ?? {};
  const url = URL.parse(request.url);
  if (url === null || !isHost(host) || !isHost(named ?? host)) {
    throw new ReplyError(400, "host: expected the name of a host");
  }
  if (ODD_PATH.test(path)) {
    throw new ReplyError(
      400,
      "path: expected one without ., .., \\ and #",
    );
  }
  return url;
}

/** The pattern accepts ports that are too large. */
function isHost(text: string): boolean {
  return HOST.test(text) && URL.canParse(`http://${text}`);
}
