import type { Message } from "../protocol/responses.ts";

/** A message as an application gets it. */
export type ReceivedMessage = Message & {
  /**
   * The title of its conversation (the chatroom's name or the peer's), as the
   * service said last. Absent if it has not yet: when this user was the first
   * to write.
   */
  readonly title?: string;
};

/** A message with the title of its conversation, if known. */
export function received(
  message: Message,
  title: string | undefined,
): ReceivedMessage {
  return title === undefined ? message : { ...message, title };
}
