import { GimReplyError } from "../../src/client/mod.ts";
import { momentOf } from "./format.ts";

/** Why the service refused something, in words for who asked. */
export function refusalOf(error: unknown): string {
  if (!(error instanceof GimReplyError)) return (error as Error).message;
  const { reason, until, retryAfter = 0 } = error;
  // Of a moment that is nearly over, too, it is not said to be over.
  const seconds = Math.max(1, Math.ceil(retryAfter / 1000));
  const end = until === undefined ? "" : ` until ${momentOf(until)}`;
  const sentences: Readonly<Record<string, string>> = {
    banned: `You are banned from this chatroom${end}.`,
    muted: `You are muted here${end}.`,
    admins_only: "Only admins write here.",
    blocked: "They take nothing from you.",
    invite: "One gets in only by being added.",
    password: "It needs a password, and this is not the right one.",
    role: "Your role does not allow that.",
    too_late: "It is too late to change that.",
    slow_mode: `Slow mode: again in ${seconds} s.`,
  };
  return sentences[reason ?? ""] ?? error.message;
}

/** Was it refused for want of the right password? */
export function wantsPassword(error: unknown): boolean {
  return error instanceof GimReplyError && error.reason === "password";
}

/** Why somebody else could not be added. */
export function additionOf(id: string, reason: string): string {
  const sentences: Readonly<Record<string, string>> = {
    unknown: `${id} has not been here yet.`,
    blocked: `${id} has blocked you.`,
    banned: `${id} is banned.`,
    full: `There is no room for ${id}.`,
  };
  return sentences[reason] ?? `${id} cannot be added: ${reason}.`;
}
