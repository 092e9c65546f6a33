import type { ReactorsPage, ReactorsQuery } from "../message_changes.ts";
import { requireUnrecalled } from "../shared/changed.ts";
import type { MemoryConversation } from "./memory_conversation.ts";
import type { MemoryUsers } from "./memory_users.ts";

/** Who reacted like this to a message, in order. */
export function reactorsOf(
  conversation: MemoryConversation,
  { userId, messageId, reaction, after, count }: ReactorsQuery,
  users: Pick<MemoryUsers, "nameOf">,
): ReactorsPage {
  const { sequence } = requireUnrecalled(conversation.find(messageId, userId));
  const found = conversation.reactions
    .page(sequence, reaction, { after, count: count + 1 });
  const items = found.slice(0, count)
    .map(({ id, at }) => ({ id, at, name: users.nameOf(id) }));
  return { items, hasMore: found.length > count };
}
