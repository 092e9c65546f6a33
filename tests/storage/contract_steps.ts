import {
  chatroomConversation,
  type ConversationRef,
  privateConversation,
} from "../../src/domain/ids.ts";
import type {
  Appended,
  ConversationsQuery,
  Draft,
  Storage,
  SyncPage,
  SyncQuery,
} from "../../src/storage/storage.ts";

/** The conversation of the members of `room`. */
export const ROOM = chatroomConversation("room");

/** How ann addresses bob. */
export const ANN_TO_BOB = privateConversation("ann", "bob");

/** A chatroom of the service that begins without anything. */
export const EMPTY_ROOM = { settings: {}, userIds: [] } as const;

/** Sends a text. */
export function send(
  storage: Storage,
  senderId: string,
  conversation: ConversationRef,
  changes: Partial<Draft> = {},
): Promise<Appended> {
  return storage.append({
    conversation,
    senderId,
    category: "text",
    content: "hello",
    requestId: undefined,
    ...changes,
  });
}

/** Sends texts one after the other: `1`, `2`, and so on. */
export async function sendMany(
  storage: Storage,
  senderId: string,
  conversation: ConversationRef,
  count: number,
): Promise<Appended[]> {
  const appended: Appended[] = [];
  for (let number = 1; number <= count; number++) {
    const content = String(number);
    appended.push(await send(storage, senderId, conversation, { content }));
  }
  return appended;
}

/** Makes users members of a chatroom, one after the other. */
export async function joinAll(
  storage: Storage,
  chatroomId: string,
  ...userIds: string[]
): Promise<void> {
  for (const userId of userIds) {
    await storage.join(chatroomId, userId, undefined);
  }
}

/** The beginning of a user's list of conversations. */
export async function listOf(
  storage: Storage,
  userId: string,
  query: Partial<ConversationsQuery> = {},
) {
  const page = await storage.conversations(userId, {
    type: undefined,
    after: undefined,
    count: 100,
    ...query,
  });
  return page.items;
}

/** A page after a sequence, of no changes where nothing is said. */
export function syncOf(
  storage: Storage,
  userId: string,
  conversation: ConversationRef,
  query: Partial<SyncQuery> = {},
): Promise<SyncPage> {
  return storage.sync(conversation, userId, {
    after: 0,
    count: 500,
    changedAfter: undefined,
    ...query,
  });
}

/** The contents of messages, in their order. */
export function contents(
  items: readonly { readonly content: string }[],
): string[] {
  return items.map(({ content }) => content);
}
