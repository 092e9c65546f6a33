import { chatroomConversation } from "../../../domain/ids.ts";
import { toMessage } from "../../shared/draft.ts";
import type { Call } from "../batch.ts";
import type { Upkeep, WriteCalls } from "../calls.ts";
import { restoredMessage } from "../restored.ts";
import type { DiskCache } from "./disk_cache.ts";

/** What each call that writes means for what is held, once it is settled. */
type Effects = {
  readonly [Name in keyof WriteCalls]: (
    cache: DiskCache,
    answer: ReturnType<WriteCalls[Name]>,
    ...args: Parameters<WriteCalls[Name]>
  ) => void;
};

/** It changes nothing that a page shows, nor who may see it. */
function nothing(): void {}

/** A user's place in a chatroom is another one now. */
function movesUser(
  cache: DiskCache,
  _answer: unknown,
  chatroomId: string,
  userId: string,
): void {
  cache.forget(chatroomConversation(chatroomId).key, userId);
}

/** Everybody in a chatroom may see more or less of it now. */
function movesAll(
  cache: DiskCache,
  _answer: unknown,
  chatroomId: string,
): void {
  cache.forget(chatroomConversation(chatroomId).key);
}

/** The places of users in a chatroom are other ones now. */
function movesUsers(
  cache: DiskCache,
  answer: unknown,
  chatroomId: string,
  ...[, userIds]: [actor: unknown, userIds: readonly string[]]
): void {
  for (const userId of userIds) movesUser(cache, answer, chatroomId, userId);
}

function dropsTouched(
  cache: DiskCache,
  { touched }: Pick<Upkeep, "touched">,
): void {
  for (const key of touched) cache.drop(key);
}

const EFFECTS: Effects = {
  enter: nothing,
  touch: nothing,
  setProfile: nothing,
  speaker: nothing,
  membership: nothing,
  shrink: nothing,
  probe: nothing,
  setRank: nothing,
  block: nothing,
  openEvents: nothing,
  setPresent: nothing,
  addEvents: nothing,
  settleEvents: nothing,
  withdrawEvents: nothing,
  forgetEvents: nothing,
  retryEvent: nothing,
  ban: nothing,
  revoke: nothing,
  create: nothing,
  disband(cache, _answer, chatroomId) {
    cache.drop(chatroomConversation(chatroomId).key);
  },
  forget: dropsTouched,
  scrub: (cache, _answer, key) => cache.drop(key),
  join: movesUser,
  leave: movesUser,
  configure: movesAll,
  add: movesUsers,
  remove: movesUsers,
  sanction(cache, answer, chatroomId, _actor, { userId }) {
    movesUser(cache, answer, chatroomId, userId);
  },
  forgetUsers: dropsTouched,
  forgetChatrooms: dropsTouched,
  clear: dropsTouched,
  append(cache, stored, draft) {
    const { name, repeated, lastChange, forgot, ...place } = stored;
    if (forgot !== undefined) cache.drop(forgot);
    if (repeated) return;
    const conversation = draft.conversation.key;
    const sender = { id: draft.senderId, name };
    const message = toMessage(draft, sender, { ...place, conversation });
    cache.append(message, lastChange);
  },
  read(cache, { moved }, key, userId, sequence) {
    if (moved) cache.markRead(key, userId, sequence);
  },
  change(cache, { change }) {
    if (change === undefined) return;
    cache.change(restoredMessage(change.message), change.number);
  },
};

/** Any of the effects. */
type Effect = (cache: DiskCache, answer: unknown, ...args: unknown[]) => void;

/** Has what is held follow a call that is settled. */
export function settle(
  cache: DiskCache,
  [name, args]: Call,
  answer: unknown,
): void {
  const effect = EFFECTS[name as keyof WriteCalls] as Effect;
  effect(cache, answer, ...args);
}
