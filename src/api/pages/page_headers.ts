/**
 * What a page may load: its own files, and requests to the service it came
 * from. No inline script can run, so a user's text that got into a page as
 * markup would do nothing.
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
 * The headers of a page requested at a host. The host's sockets are named
 * because not every browser counts them as `'self'`.
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
    // The browser revalidates each time; an unchanged page is answered with
    // 304.
    "cache-control": "no-cache",
    etag: `W/"${hash}"`,
    vary: "accept-encoding",
  };
}
