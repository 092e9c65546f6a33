/** Patterns of headers that already have a meaning, by purpose. */
const TAKEN: Readonly<Record<string, readonly string[]>> = {
  secrets: ["authorization", "cookie", "set-cookie", "x-api-key"],
  tokens: ["x-auth-token", "x-csrf-token", "authentication-info"],
  challenges: ["www-authenticate", "proxy-.*"],
  clouds: ["x-amz-.*", "x-goog-.*", "webhook-.*"],
  sender: ["host", "origin", "referer", "from", "user-agent"],
  path: ["via", "forwarded", "x-forwarded-.*", "x-real-ip", "max-forwards"],
  connection: ["connection", "keep-alive", "upgrade", "expect"],
  transfer: ["te", "trailer", "transfer-encoding"],
  content: ["content-.*", "accept", "accept-.*", "range", "link", "location"],
  caches: ["age", "date", "vary", "etag", "expires", "last-modified"],
  freshness: ["cache-control", "pragma", "retry-after", "warning", "if-.*"],
  browsers: ["sec-.*", "access-control-.*", "upgrade-insecure-requests"],
  protection: ["strict-transport-security", "x-content-type-options"],
  service: ["allow", "server", "x-frame-options"],
};

const PATTERN = new RegExp(`^(?:${Object.values(TAKEN).flat().join("|")})$`);

/**
 * Does a header of this name (in lower case) already have a meaning? As the
 * trace header it would break responses, or a request's value, secrets
 * included, would be echoed and logged.
 */
export function isTakenHeader(name: string): boolean {
  return PATTERN.test(name);
}
