import { type Message, RECALLED } from "../../domain/model.ts";
import { emptied } from "./changed.ts";

/** A message without its sender's name, and perhaps without what they wrote. */
export interface ScrubbedMessage {
  readonly message: Message;
  /** Was it emptied, which its receivers have to be told? */
  readonly isChange: boolean;
}

/**
 * The form that is left of a message of a user who is erased; undefined if it
 * is like that already. `scrub.lua` does the same in Redis.
 */
export function scrubbed(
  message: Message,
  empty: boolean,
): ScrubbedMessage | undefined {
  const { sender: { id, name }, requestId, status } = message;
  const isChange = empty && status !== RECALLED;
  if (name === id && requestId === undefined && !isChange) return undefined;
  const anonymous: Message = {
    ...message,
    sender: { id, name: id },
    requestId: undefined,
  };
  if (!isChange) return { message: anonymous, isChange };
  return { message: emptied(anonymous), isChange };
}
