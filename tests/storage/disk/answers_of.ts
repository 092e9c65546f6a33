import {
  chatroomConversation,
  type ConversationRef,
  privateConversation,
} from "../../../src/domain/ids.ts";
import {
  type Actor,
  type Reader,
  SERVICE,
} from "../../../src/storage/actor.ts";
import type { Message } from "../../../src/domain/model.ts";
import type { DiskOutbox } from "../../../src/storage/disk/disk_outbox.ts";
import type { DiskStorage } from "../../../src/storage/disk/disk_storage.ts";

/** Whom and what a storage is asked about. */
export interface Asked {
  readonly users: readonly string[];
  readonly chatrooms: readonly string[];
}

/** What is asked. */
export interface Answering {
  readonly storage: DiskStorage;
  readonly outbox: DiskOutbox;
}

const LIST = { after: undefined, count: 100 };
/** Messages of a page, so that conversations have many of them. */
const COUNT = 7;

/**
 * All that a storage answers about some users and chatrooms, as plain data.
 * Nothing is changed by it, but the outbox' events count as taken.
 */
export async function answersOf(
  { storage, outbox }: Answering,
  { users, chatrooms }: Asked,
): Promise<unknown> {
  const answers: Record<string, unknown> = {};
  for (const id of users) answers[id] = await ofUser(storage, id);
  for (const id of chatrooms) answers[id] = await ofChatroom(storage, id);
  for (const [reader, ref] of conversationsOf({ users, chatrooms })) {
    answers[`${String(reader)} in ${ref.key}`] = await ofConversation(
      storage,
      ref,
      reader,
    );
  }
  answers.events = await outbox.take(100);
  return JSON.parse(JSON.stringify(answers));
}

/** Each user as the reader of each conversation; and the service. */
function conversationsOf(
  { users, chatrooms }: Asked,
): [Reader, ConversationRef][] {
  const readers: Reader[] = [...users, SERVICE];
  const rooms = readers.flatMap((reader) =>
    chatrooms.map((id): [Reader, ConversationRef] => [
      reader,
      chatroomConversation(id),
    ])
  );
  const privates = users.flatMap((user) =>
    users.filter((peer) => peer !== user)
      .map((peer): [Reader, ConversationRef] => [
        user,
        privateConversation(user, peer),
      ])
  );
  return [...rooms, ...privates];
}

async function ofUser(storage: DiskStorage, id: string): Promise<unknown> {
  const query = { type: undefined, ...LIST };
  return {
    user: await orRefused(storage.user(id)),
    access: await storage.administration.access(id),
    chatrooms: [...await storage.chatroomsOf(id)].sort(),
    conversations: await storage.conversations(id, query),
    blocks: await storage.blocks(id, LIST),
  };
}

async function ofChatroom(storage: DiskStorage, id: string): Promise<unknown> {
  const by: Actor = SERVICE;
  return {
    chatroom: await orRefused(storage.chatroom(id)),
    admission: await storage.admission(id),
    members: await orRefused(storage.members(id, by, LIST)),
    sanctions: await orRefused(storage.sanctions(id, by, LIST)),
  };
}

async function ofConversation(
  storage: DiskStorage,
  ref: ConversationRef,
  reader: Reader,
): Promise<unknown> {
  return {
    history: await orRefused(historyOf(storage, ref, reader)),
    sync: await orRefused(syncOf(storage, ref, reader)),
  };
}

/** The pages from the newest one to the oldest. */
async function historyOf(
  storage: DiskStorage,
  ref: ConversationRef,
  reader: Reader,
): Promise<unknown[]> {
  const pages: unknown[] = [];
  let before: string | undefined;
  for (let hasMore = true; hasMore;) {
    const page = await storage.history(ref, reader, { before, count: COUNT });
    pages.push(page, await reactorsOf(storage, ref, page.items));
    before = page.items[0]?.id;
    hasMore = page.hasMore;
  }
  return pages;
}

/** The pages from the oldest one to the newest, with their changes. */
async function syncOf(
  storage: DiskStorage,
  ref: ConversationRef,
  reader: Reader,
): Promise<unknown[]> {
  const pages: unknown[] = [];
  let after = 0;
  let changedAfter = 0;
  for (let hasMore = true; hasMore;) {
    const query = { after, changedAfter, count: COUNT };
    const page = await storage.sync(ref, reader, query);
    pages.push(page);
    after = page.items.at(-1)?.sequence ?? after;
    changedAfter = page.changedUpTo;
    hasMore = page.hasMore || page.moreChanges;
  }
  return pages;
}

function reactorsOf(
  storage: DiskStorage,
  conversation: ConversationRef,
  items: readonly Message[],
): Promise<unknown[]> {
  const asked = items.flatMap(({ id, sender, extras }) =>
    (extras?.reactions ?? []).map(({ reaction }) =>
      storage.reactors({
        conversation,
        userId: sender.id,
        messageId: id,
        reaction,
        ...LIST,
      })
    )
  );
  return Promise.all(asked.map(orRefused));
}

/** A refusal is an answer, too. */
async function orRefused(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (refusal) {
    return String(refusal);
  }
}
