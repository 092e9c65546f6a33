import { backOff } from "./back_off.ts";
import { closePolicy } from "./close_policy.ts";
import { toError } from "./emitter.ts";
import { GimClosedError, GimReplyError } from "./errors.ts";
import type { LinkEnd } from "./link.ts";
import type { Settings } from "./settings.ts";

/** How one attempt to be online went. */
export interface Attempt {
  readonly end: LinkEnd;
  /** Why there was no login: the service's refusal, or the token function's. */
  readonly refusal: unknown;
  /** Was the token fetched for this very attempt? */
  readonly freshToken: boolean;
  /** Can a new token be had? */
  readonly canRenew: boolean;
  /** Does a login need a token at all? */
  readonly usesToken: boolean;
}

/** Attempts in a row that have failed, the last one among them. */
export interface Failures {
  /** Those that were online too briefly to count as a success, too. */
  all: number;
  /** Those that were not online at all. */
  vain: number;
}

/** What follows from an attempt. */
export type Verdict =
  | { readonly action: "stop"; readonly error: Error }
  | {
    readonly action: "retry";
    readonly renew: boolean;
    readonly pause: number;
  };

/** Refusals of a login that the same login may not meet again. */
const PASSING: ReadonlySet<number> = new Set([429, 500, 503]);
const UNAUTHORIZED = 401;

/** Decides whether to connect again after an attempt, and when. */
export function judge(
  attempt: Attempt,
  { all, vain }: Failures,
  settings: Settings,
): Verdict {
  const error = stopsWith(attempt) ??
    (vain >= settings.maxAttempts ? exhausted(attempt) : undefined);
  if (error !== undefined) return { action: "stop", error };
  const { random } = settings.surroundings;
  const policy = closePolicy(attempt.end.code);
  const wait = backOff(all - 1, settings.backOff, random);
  const spread = policy === "spread" ? settings.goingAwayPause * random() : 0;
  const { refusal } = attempt;
  const renew = policy === "token" || isUnauthorized(refusal);
  const { retryAfter = 0 } = refusal instanceof GimReplyError ? refusal : {};
  return { action: "retry", renew, pause: Math.max(wait, spread, retryAfter) };
}

function stopsWith(attempt: Attempt): Error | undefined {
  const { end, refusal, freshToken, canRenew, usesToken } = attempt;
  if (refusal instanceof GimReplyError) {
    const isNew = freshToken || !canRenew;
    if (isUnauthorized(refusal)) return isNew ? refusal : undefined;
    return PASSING.has(refusal.code) ? undefined : refusal;
  }
  const policy = closePolicy(end.code);
  if (policy === "stop") return closedWith(end);
  return policy === "token" && usesToken && !canRenew
    ? closedWith(end)
    : undefined;
}

function isUnauthorized(refusal: unknown): boolean {
  return refusal instanceof GimReplyError && refusal.code === UNAUTHORIZED;
}

/** The error of a client that does not come back after this end. */
export function closedWith({ code, reason }: LinkEnd): GimClosedError {
  return new GimClosedError(`closed with ${code}: ${reason}`, code);
}

/**
 * What everything that waits is told when this ends it: a login that is refused
 * is the answer to none of the calls.
 */
export function closedBy(error: Error): GimClosedError {
  if (error instanceof GimClosedError) return error;
  const { message } = error;
  return new GimClosedError(`stopped: ${message}`, undefined, { cause: error });
}

/** Why an attempt failed: the refusal, or else the end of its connection. */
export function failureOf(
  { end, refusal }: Pick<Attempt, "end" | "refusal">,
): Error {
  return refusal === undefined ? closedWith(end) : toError(refusal);
}

function exhausted(attempt: Attempt): Error {
  const cause = failureOf(attempt);
  const message = "gave up connecting";
  return new GimClosedError(message, attempt.end.code, { cause });
}
