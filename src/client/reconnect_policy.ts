import type { Account } from "./account.ts";
import { backOff } from "./back_off.ts";
import { closePolicy } from "./close_policy.ts";
import { toError } from "./emitter.ts";
import { GimClosedError, GimReplyError } from "./errors.ts";
import type { LinkEnd } from "./link.ts";
import type { Settings } from "./settings.ts";
import type { OnlinePeriod } from "./online_period.ts";

/** The outcome of one attempt to be online. */
export interface Attempt extends OnlinePeriod {
  readonly end: LinkEnd;
  /** Was the socket open? */
  readonly opened: boolean;
  /** Was the token fetched for this attempt? */
  readonly freshToken: boolean;
}

/** How many attempts in a row have failed, the last one included. */
export interface Failures {
  /** All of them, also those that were online for too short a time. */
  readonly all: number;
  /** Those that were not online at all. */
  readonly offline: number;
}

/** What the decision depends on. */
export interface Circumstances {
  readonly attempt: Attempt;
  readonly failures: Failures;
  /** Was this attempt or an earlier one online? */
  readonly wasOnline: boolean;
  readonly account: Pick<Account, "identity" | "isReplaced">;
}

/** Connect again after a pause, in milliseconds. */
export interface Retry {
  /** With another token? */
  readonly renew: boolean;
  readonly pause: number;
}

/** What follows an attempt: another one, or the end with this error. */
export type Decision = Retry | Error;

/** Milliseconds online after which earlier failures no longer count. */
const STABLE = 5000;
/** Codes of a refused login that the same login may not get again. */
const PASSING: ReadonlySet<number> = new Set([429, 500, 503]);
const UNAUTHORIZED = 401;

/** Counts an attempt that has ended. */
export function count(
  { all, offline }: Failures,
  { online }: Attempt,
): Failures {
  if (online === undefined) return { all: all + 1, offline: offline + 1 };
  return { all: online >= STABLE ? 1 : all + 1, offline: 0 };
}

/** Decides whether to connect again after an attempt, and when. */
export function decideReconnect(
  all: Circumstances,
  settings: Settings,
): Decision {
  const { attempt, failures } = all;
  const error = stopsWith(all) ??
    (failures.offline >= settings.maxAttempts ? exhausted(attempt) : undefined);
  if (error !== undefined) return error;
  const { random } = settings.environment;
  const policy = closePolicy(attempt.end.code);
  const wait = backOff(failures.all - 1, settings.backOff, random);
  const spread = policy === "spread" ? settings.goingAwayPause * random() : 0;
  const { refusal } = attempt;
  const renew = policy === "token" || isUnauthorized(refusal);
  const { retryAfter = 0 } = refusal instanceof GimReplyError ? refusal : {};
  return { renew, pause: Math.max(wait, spread, retryAfter) };
}

function stopsWith(all: Circumstances): Error | undefined {
  const { attempt: { end, opened, refusal, freshToken }, account } = all;
  const { identity, isReplaced } = account;
  if (opened && identity === undefined) return closedWith(end);
  const canRenew = isReplaced || identity?.canRenew;
  if (refusal instanceof GimReplyError) {
    const isNew = !isReplaced && freshToken || !canRenew;
    if (isUnauthorized(refusal)) return isNew ? refusal : undefined;
    return PASSING.has(refusal.code) ? undefined : refusal;
  }
  // The caller of login must know at once that their function fails, or that
  // there can be no socket.
  if (refusal !== undefined && !all.wasOnline) return toError(refusal);
  const policy = closePolicy(end.code);
  const isLost = policy === "token" && identity?.usesToken && !canRenew;
  return policy === "stop" || isLost ? closedWith(end) : undefined;
}

function isUnauthorized(refusal: unknown): boolean {
  return refusal instanceof GimReplyError && refusal.code === UNAUTHORIZED;
}

/** The error of a client that does not come back after this end. */
function closedWith({ code, reason }: LinkEnd): GimClosedError {
  return new GimClosedError(`closed with ${code}: ${reason}`, code);
}

/**
 * The error of all waiting calls when this ends the client: the refusal of a
 * login is not the answer to any of them.
 */
export function closedBy(error: Error): GimClosedError {
  if (error instanceof GimClosedError) return error;
  const { message } = error;
  return new GimClosedError(`stopped: ${message}`, undefined, { cause: error });
}

/** Why an attempt failed: the refusal, or the end of its connection. */
export function failureOf({ end, refusal }: Attempt): Error {
  return refusal === undefined ? closedWith(end) : toError(refusal);
}

function exhausted(attempt: Attempt): Error {
  const cause = failureOf(attempt);
  const message = "gave up connecting";
  return new GimClosedError(message, attempt.end.code, { cause });
}
