import type { ChangePolicy } from "../../domain/change_policy.ts";
import type { ConversationRef } from "../../domain/ids.ts";
import { noSuchChatroom, notAMember, refusalOf } from "../shared/refusals.ts";

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
