import { ReplyError } from "../../base/errors.ts";
import type { ChangePolicy } from "../../domain/change_policy.ts";
import type { ConversationRef } from "../../domain/ids.ts";
import { type Actor, SERVICE } from "../actor.ts";
import {
  bannedFrom,
  noSuchChatroom,
  notAbove,
  notAMember,
  rankTooLow,
  refusalOf,
} from "../shared/refusals.ts";

/* What the scripts are told of who acts, and what they refuse. */

/** The last time that a date can be, in Unix milliseconds. */
const MAX_TIME = 8_640_000_000_000_000;

/** Who acts, or reads, as a script takes them. */
export function actorOf(actor: Actor): string {
  return actor === SERVICE ? "" : actor;
}

/**
 * Was a change refused, so that it has not taken effect and will not? Without
 * an answer (503) nobody knows.
 */
export function isRefusal(fault: unknown): boolean {
  return fault instanceof ReplyError && fault.code !== 503;
}

/**
 * When something ends, as a script says it; undefined: it does not, or at a time
 * that cannot be written.
 */
export function endOf(text: string): { readonly until: number | undefined } {
  const until = Number(text);
  return { until: until > 0 && until <= MAX_TIME ? until : undefined };
}

/**
 * Throws the refusal if a script has found no chatroom, or no member.
 *
 * @throws {ReplyError} 404, 403
 */
export function requireFound(
  outcome: string | undefined,
  ref: ConversationRef,
): void {
  if (outcome === "no-room") throw noSuchChatroom(ref.target);
  if (outcome === "not-member") throw notAMember(ref.target);
  if (outcome?.startsWith("banned ")) {
    throw bannedFrom(ref.target, endOf(outcome.slice("banned ".length)));
  }
}

/**
 * Throws the refusal if a script has found that somebody may not act so.
 *
 * @throws {ReplyError} 404, 403
 */
export function requireActed(
  outcome: string | undefined,
  ref: ConversationRef,
): void {
  requireFound(outcome, ref);
  if (outcome === "role") throw rankTooLow(ref.target);
  if (outcome?.startsWith("not-above ")) {
    throw notAbove(outcome.slice("not-above ".length));
  }
}

/**
 * Throws the refusal if a script has refused a change.
 *
 * @throws {ReplyError} 403
 */
export function requireChanged(
  outcome: string | undefined,
  policy: ChangePolicy,
): void {
  if (outcome === "not-sender" || outcome === "too-late") {
    throw refusalOf(outcome, policy);
  }
}
