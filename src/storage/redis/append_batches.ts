import { allOf, type ConversationKeys, NODES_KEY } from "./keys.ts";
import type { RedisConnection } from "./connection.ts";
import { SCRIPTS } from "./scripts.ts";

/** What {@linkcode AppendBatches} needs. */
export interface AppendBatchesOptions {
  readonly connection: Pick<RedisConnection, "batch" | "faultOf" | "isCluster">;
  /** Calls `run` after the input of this turn of the event loop. */
  readonly nextTurn: (run: () => void) => void;
  /** The script's arguments that all messages share; see its head. */
  readonly shared: () => readonly (string | number)[];
}

/** A message as the script takes it. */
export interface AppendEntry {
  readonly keys: ConversationKeys;
  /** The key of its request id, if it has one. */
  readonly requestKey: string | undefined;
  /** In the order of the script's head. */
  readonly args: readonly string[];
}

/** Most messages of one call; Redis serves nobody else while it runs. */
const MAX_APPENDS = 100;
/**
 * Most characters in the arguments of one call; a longer message goes alone.
 */
const MAX_LENGTH = 1_048_576;

/** Begins the script's answer about a message that could not be stored. */
const FAULT = "fault ";

interface Batch {
  readonly entries: AppendEntry[];
  readonly answers: PromiseWithResolvers<string>[];
  length: number;
}

/**
 * Sends the appends of one turn of the event loop to Redis in one call, or in
 * several if they are many, because a call costs more than its arguments. In a
 * Cluster each conversation has calls of its own, as all keys of a call have to
 * be in one slot. An append waits for the end of the turn and for nothing else,
 * so that it still takes one round trip, and the appends of a conversation keep
 * their order.
 */
export class AppendBatches {
  #options: AppendBatchesOptions;
  /** By the slot that all keys have to be in. */
  #open = new Map<string, Batch>();

  constructor(options: AppendBatchesOptions) {
    this.#options = options;
  }

  /**
   * The script's answer about a message.
   *
   * @throws {Unsettled} it may have been stored, or may be stored later
   *
   * @throws {ReplyError} 503
   */
  append(entry: AppendEntry): Promise<string> {
    const { connection, nextTurn } = this.#options;
    const slot = connection.isCluster ? entry.keys.head : "";
    const length = entry.args.reduce((sum, arg) => sum + arg.length, 0);
    if (this.#open.size === 0) nextTurn(() => this.#flush());
    const batch = this.#batchFor(slot, length);
    const answer = Promise.withResolvers<string>();
    batch.entries.push(entry);
    batch.answers.push(answer);
    batch.length += length;
    return answer.promise;
  }

  /**
   * The open batch, unless it is full: then it is sent, and a new one opened.
   */
  #batchFor(slot: string, length: number): Batch {
    const open = this.#open.get(slot);
    if (open !== undefined) {
      const isFull = open.entries.length === MAX_APPENDS ||
        open.length + length > MAX_LENGTH;
      if (!isFull) return open;
      void this.#send(open);
    }
    const batch: Batch = { entries: [], answers: [], length: 0 };
    this.#open.set(slot, batch);
    return batch;
  }

  #flush(): void {
    const batches = [...this.#open.values()];
    this.#open.clear();
    for (const batch of batches) void this.#send(batch);
  }

  async #send({ entries, answers }: Batch): Promise<void> {
    const { connection, shared } = this.#options;
    try {
      const results = await connection.batch<string[]>(SCRIPTS.append, {
        keys: this.#keysOf(entries),
        args: [
          ...[entries.length, ...shared()],
          ...entries.flatMap(({ args }) => args),
        ],
        requests: entries.length,
      });
      answers.forEach((each, at) => this.#settle(each, results[at] ?? ""));
    } catch (fault) {
      for (const each of answers) each.reject(fault);
    }
  }

  #settle(answer: PromiseWithResolvers<string>, result: string): void {
    if (!result.startsWith(FAULT)) return answer.resolve(result);
    const { connection } = this.#options;
    answer.reject(connection.faultOf(result.slice(FAULT.length)));
  }

  /**
   * The script finds the other keys from the head's, but a Cluster needs them
   * all.
   */
  #keysOf(entries: readonly AppendEntry[]): string[] {
    const heads = entries.map(({ keys }) => keys.head);
    if (!this.#options.connection.isCluster) return [...heads, NODES_KEY];
    const [first] = entries;
    const requests = entries.flatMap(({ requestKey }) => requestKey ?? []);
    return [...heads, ...first ? allOf(first.keys) : [], ...requests];
  }
}
