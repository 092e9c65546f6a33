/** Patterns of headers that have a meaning of their own, by what they are for. */
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
 * Has a header of this name, in lower case, a meaning of its own? A second one
 * would break an answer, or a request's would be echoed and logged, secrets
 * among them.
 */
export function isTakenHeader(name: string): boolean {
  return PATTERN.test(name);
}
