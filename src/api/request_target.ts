import { ReplyError } from "../base/errors.ts";
import type { ApiRequest } from "./api_request.ts";

/** A name or an address, and a port. */
const HOST = /^(?:\[[\dA-Fa-f:.]+\]|[\w.~-]+)(?::\d{0,5})?$/;
/** What a parser takes for the host, and what comes up to the query. */
const ADDRESS = /^(?:http|ws)s?:\/\/(?<host>[^/?#\\]*)(?<path>[^?]*)/i;
/** What a parser would resolve, turn into a slash, or drop. */
const ODD_PATH =
  // deno-lint-ignore no-control-regex -- tabs and newlines are dropped
  /[\u0000-\u0020\u007f\\#]|\/(?:\.|%2e){1,2}(?:\/|$)/i;

/**
 * The address that a request asks for, its path and query those of the request
 * line. The runtime puts the `Host` header and the target together, so that a
 * host with a path in it, or a path that a proxy reads otherwise, would lead
 * around what the proxy does not let through.
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

/** The port may be too large all the same. */
function isHost(text: string): boolean {
  return HOST.test(text) && URL.canParse(`http://${text}`);
}
