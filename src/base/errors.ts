/**
 * The reply codes of the wire, one table. A reply is a promise to the client
 * about this one request; a goodbye to the whole connection is in
 * `base/close_codes.ts`.
 *
 * @module
 */

/** Every code that a reply may carry besides 0, and what it stands for. */
export const REPLY_CODES = {
  400: "bad request",
  401: "not logged in",
  403: "forbidden",
  404: "not found",
  405: "method not allowed",
  409: "conflict",
  413: "too large",
  415: "unsupported content type",
  426: "upgrade required",
  429: "too many requests",
  500: "internal error",
  503: "unavailable",
} as const;

/** A failure's code; over HTTP also its status. */
export type ReplyCode = keyof typeof REPLY_CODES;

/**
 * A request that cannot be fulfilled, worded for the client: the message says
 * what was wrong and what would be right, and names the field where there is
 * one. Nothing internal may stand in it.
 */
export class ReplyError extends Error {
  override readonly name = "ReplyError";
  readonly code: ReplyCode;
  /** What there is to say beside the message; most refusals have nothing. */
  readonly data: object | null = null;

  constructor(code: ReplyCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** A 429 that says when to come again. */
export class TooManyRequests extends ReplyError {
  override readonly data: { readonly retry_after: number };

  /** @param retryAfter milliseconds */
  constructor(message: string, retryAfter: number) {
    super(429, message);
    this.data = { retry_after: Math.ceil(retryAfter) };
  }
}

/** What is logged of a fault the client only sees as a 500. */
export type FaultReporter = (faultId: string, fault: unknown) => void;

/**
 * Turns anything thrown into what the client may see. Whatever is not a
 * {@linkcode ReplyError} is a fault of ours: it is reported under a new id and
 * the client is told that id and nothing else.
 */
export function toReplyError(
  thrown: unknown,
  report: FaultReporter,
): ReplyError {
  if (thrown instanceof ReplyError) return thrown;
  const faultId = crypto.randomUUID();
  report(faultId, thrown);
  return new ReplyError(500, `internal error, logged as ${faultId}`);
}

/** A fault for the log, with where it comes from; never for a client. */
export function describeFault(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  // It says all there is, and where it comes from is no secret.
  if (fault instanceof ReplyError) return fault.message;
  const text = fault.stack ?? fault.message;
  // JSON.parse quotes what it could not read, which may be a content.
  return fault instanceof SyntaxError
    ? text.replace(fault.message, "a text that is not readable")
    : text;
}
