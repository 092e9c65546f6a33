/**
 * What a page may load: its own files, and what it asks of the service that it
 * came from. Nothing in a document can run, so that a text of a user which got
 * into one as markup would still do nothing.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];

/**
 * The headers of a page that was asked for at a host. The sockets of that host
 * are named, as not every browser counts them to `'self'`.
 */
export function pageHeaders(
  { type, hash }: { readonly type: string; readonly hash: string },
  host: string,
): Record<string, string> {
  const connect = `connect-src 'self' ws://${host} wss://${host}`;
  return {
    "content-type": type,
    "content-security-policy": [...POLICY, connect].join("; "),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    // Asked for again each time, and answered 304 where it has not changed.
    "cache-control": "no-cache",
    etag: `W/"${hash}"`,
    vary: "accept-encoding",
  };
}
