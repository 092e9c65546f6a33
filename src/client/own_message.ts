import type { RequestOf, ResponseOf } from "../protocol/operations.ts";
import type { Message } from "../protocol/responses.ts";

const DEFAULT_CATEGORY = "text";
const NORMAL = 1;

/**
 * The user's own message as its receivers get it: the service does not push a
 * private message to the connection that sent it.
 */
export function ownMessage(
  sent: RequestOf<"send"> & { request_id: string },
  stored: ResponseOf<"send">,
  sender: Message["sender"],
): Message {
  const { category = DEFAULT_CATEGORY, content, request_id } = sent;
  const message = { ...stored, sender, category, content, status: NORMAL };
  return { ...message, request_id, ...extrasOf(sent) } as Message;
}

/** What a message has besides its content, where that is given. */
export function extrasOf(
  { data, reply_to, mentions, priority }: Partial<RequestOf<"send">>,
): Partial<Message> {
  return {
    ...data === undefined ? undefined : { data },
    ...reply_to === undefined ? undefined : { reply_to },
    ...mentions === undefined ? undefined : { mentions },
    ...priority === undefined ? undefined : { priority },
  };
}
