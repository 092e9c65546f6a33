import type { ConversationRef } from "../domain/ids.ts";
import { sequenceOfMessageId } from "../domain/message_id.ts";
import type { Message } from "../domain/model.ts";
import { SERVICE } from "./actor.ts";
import type { Storage } from "./storage.ts";

/**
 * A message as it is now, recalled ones included; undefined if it is not kept
 * any more, or the id is none of this conversation.
 *
 * @throws {ReplyError} 503
 */
export async function findMessage(
  storage: Pick<Storage, "sync">,
  conversation: ConversationRef,
  id: string,
): Promise<Message | undefined> {
  const sequence = sequenceOfMessageId(id);
  if (sequence === undefined) return undefined;
  const { items: [found] } = await storage.sync(conversation, SERVICE, {
    after: sequence - 1,
    count: 1,
    changedAfter: undefined,
  });
  return found?.id === id ? found : undefined;
}
