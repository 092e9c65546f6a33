import type { Message } from "../protocol/responses.ts";

/** A message as an application gets it. */
export type ReceivedMessage = Message & {
  /**
   * What its conversation is called, the chatroom's name or the other user's, as
   * the service said it last. Absent where it has not yet: in what one was the
   * first to write to somebody.
   */
  readonly title?: string;
};

/** A message under the title of its conversation, where that is known. */
export function received(
  message: Message,
  title: string | undefined,
): ReceivedMessage {
  return title === undefined ? message : { ...message, title };
}
