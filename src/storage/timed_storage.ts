import { CHATROOM } from "../domain/ids.ts";
import { ReplyError } from "../base/errors.ts";
import type { StorageCounts } from "../observe/metrics/storage_counts.ts";
import type { Appended, Draft, Storage } from "./storage.ts";

/** What {@linkcode timedStorage} needs. */
export interface TimedStorageOptions {
  readonly counts: StorageCounts;
  /** Milliseconds since a fixed point. */
  readonly elapsed: () => number;
}

type Operation = Exclude<keyof Storage, "appendNow">;

/** Each of them, which the type checks. */
const OPERATIONS = Object.keys(
  {
    enter: true,
    touch: true,
    user: true,
    setProfile: true,
    speaker: true,
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
    change: true,
    reactors: true,
    conversations: true,
    admission: true,
    readChatroom: true,
    configure: true,
    setRank: true,
    remove: true,
    add: true,
    sanction: true,
    sanctions: true,
    block: true,
    blocks: true,
  } satisfies Record<Operation, true>,
) as Operation[];

/**
 * A storage whose answers are timed and counted. The caller gets the promise of
 * the storage itself, so that nothing settles later, or in another order.
 */
export function timedStorage(
  storage: Storage,
  options: TimedStorageOptions,
): Storage {
  options.counts.expect(OPERATIONS);
  const time = timer(options);
  const appendNow = storage.appendNow?.bind(storage);
  const timed = Object.fromEntries(OPERATIONS.map((operation) => {
    const method = storage[operation] as (...args: unknown[]) => Promise<never>;
    const run = (...args: unknown[]) =>
      time(operation, () => method.apply(storage, args));
    return [operation, run];
  })) as unknown as Storage;
  return {
    ...timed,
    append: (draft) =>
      time("append", () => storage.append(draft), (appended) => {
        countStored(options.counts, draft, appended);
      }),
    ...appendNow && { appendNow: timedAppend(appendNow, options) },
  };
}

/** Times a call from its begin until its promise has settled. */
function timer({ counts, elapsed }: TimedStorageOptions) {
  return <Answer>(
    operation: Operation,
    call: () => Promise<Answer>,
    onAnswer?: (answer: Answer) => void,
  ) => {
    const calls = counts.of(operation);
    const since = elapsed();
    const answer = call();
    answer.then((data) => {
      calls.answered(elapsed() - since, false);
      onAnswer?.(data);
    }, (fault) => calls.answered(elapsed() - since, isFault(fault)));
    return answer;
  };
}

/** An append that is over when it returns: most messages go this way. */
function timedAppend(
  append: (draft: Draft) => Appended,
  { counts, elapsed }: TimedStorageOptions,
): (draft: Draft) => Appended {
  const calls = counts.of("append");
  return (draft) => {
    const since = elapsed();
    let appended;
    try {
      appended = append(draft);
    } catch (thrown) {
      calls.answered(elapsed() - since, isFault(thrown));
      throw thrown;
    }
    calls.answered(elapsed() - since, false);
    countStored(counts, draft, appended);
    return appended;
  };
}

function countStored(
  counts: StorageCounts,
  { conversation }: Draft,
  { repeated }: Appended,
): void {
  if (repeated) return;
  if (conversation.type === CHATROOM) counts.storedChatroom++;
  else counts.storedPrivate++;
}

/** A refusal is an answer; being out of reach, or full, is none. */
function isFault(thrown: unknown): boolean {
  return !(thrown instanceof ReplyError) || thrown.code === 503;
}
