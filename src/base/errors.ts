/**
 * The reply codes of the wire in one table. A reply code is about one request;
 * a close code (`base/close_codes.ts`) is about the whole connection.
 *
 * @module
 */

/** Every reply code except 0, with its meaning. */
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

/** The code of a failure; over HTTP it is the status, too. */
export type ReplyCode = keyof typeof REPLY_CODES;

/**
 * Why a request was refused, in one word, if a client can do something about
 * it: over a rate, over a quota, or against what a chatroom's admins, another
 * user or the back end have decided.
 */
export type Reason = (typeof REASONS)[number];
export const REASONS = [
  "rate",
  "full",
  "banned",
  "muted",
  "invite",
  "password",
  "admins_only",
  "blocked",
  "role",
  "slow_mode",
  "unknown",
  "too_late",
  "rejected",
] as const;

/** What a client needs to act on a failure, in the form of the wire. */
export interface FailureData {
  readonly reason?: Reason;
  /** Unix time in milliseconds when the cause ends; absent: it does not. */
  readonly until?: number;
  /** Milliseconds after which the same request may succeed. */
  readonly retry_after?: number;
}

/**
 * A request that cannot be fulfilled. The message is for the client: it says
 * what was wrong and what would be right, and names the field if there is one.
 * It never contains anything internal.
 */
export class ReplyError extends Error {
  override readonly name = "ReplyError";
  readonly code: ReplyCode;
  /** Further data for the client; most refusals have none. */
  readonly data: FailureData | null;

  constructor(
    code: ReplyCode,
    message: string,
    data: FailureData | null = null,
  ) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

/** A 429, which always says when to try again: in `retryAfter` milliseconds. */
export function tooManyRequests(
  message: string,
  retryAfter: number,
  reason?: Reason,
): ReplyError {
  const retry_after = Math.max(1, Math.ceil(retryAfter));
  const data = reason === undefined ? { retry_after } : { reason, retry_after };
  return new ReplyError(429, message, data);
}

/** Logs a fault of which the client only sees a 500 with this id. */
export type FaultReporter = (faultId: string, fault: unknown) => void;

/**
 * Turns anything thrown into what the client may see. Anything but a {@linkcode
 * ReplyError} is a fault of ours: it is reported under a new id, and the client
 * gets only that id.
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

/**
 * Describes a fault and where it comes from, for the log; never for a client.
 */
export function describeFault(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  // Its message says enough; a stack would add nothing.
  if (fault instanceof ReplyError) return fault.message;
  const text = fault.stack ?? fault.message;
  // The message of JSON.parse quotes its input, which may be a message's
  // content.
  return fault instanceof SyntaxError
    ? text.replace(fault.message, "a text that is not readable")
    : text;
}
