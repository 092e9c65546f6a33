import { CHATROOM } from "../domain/ids.ts";
import { ReplyError } from "../base/errors.ts";
import type { StorageCounts } from "../observe/metrics/storage_counts.ts";
import type { Storage } from "./storage.ts";

/** What {@linkcode timedStorage} needs. */
export interface TimedStorageOptions {
  readonly counts: StorageCounts;
  /** Milliseconds since a fixed point. */
  readonly elapsed: () => number;
}

type Operation = keyof Storage;

/** All of them; the type checks that none is missing. */
const OPERATIONS = Object.keys(
  {
    enter: true,
    touch: true,
    user: true,
    join: true,
    leave: true,
    chatroom: true,
    membership: true,
    chatroomsOf: true,
    members: true,
    append: true,
    history: true,
    sync: true,
    read: true,
    recall: true,
    conversations: true,
  } satisfies Record<Operation, true>,
) as Operation[];

/**
 * A storage whose calls are timed and counted. The caller gets the promise of
 * the storage itself, so that nothing settles later or in another order.
 */
export function timedStorage(
  storage: Storage,
  { counts, elapsed }: TimedStorageOptions,
): Storage {
  counts.expect(OPERATIONS);
  const time = <Answer>(
    operation: Operation,
    call: () => Promise<Answer>,
    onAnswer?: (answer: Answer) => void,
  ) => {
    const since = elapsed();
    const answer = call();
    const note = (failed: boolean) =>
      counts.answered(operation, elapsed() - since, failed);
    answer.then((data) => {
      note(false);
      onAnswer?.(data);
    }, (fault) => note(isFault(fault)));
    return answer;
  };
  const timed = Object.fromEntries(OPERATIONS.map((operation) => {
    const method = storage[operation] as (...args: unknown[]) => Promise<never>;
    const run = (...args: unknown[]) =>
      time(operation, () => method.apply(storage, args));
    return [operation, run];
  }));
  return {
    ...timed as unknown as Storage,
    append: (draft) =>
      time("append", () => storage.append(draft), ({ repeated }) => {
        if (repeated) return;
        if (draft.conversation.type === CHATROOM) counts.storedChatroom++;
        else counts.storedPrivate++;
      }),
  };
}

/** A refusal is an answer; out of reach or full is a fault. */
function isFault(thrown: unknown): boolean {
  return !(thrown instanceof ReplyError) || thrown.code === 503;
}
