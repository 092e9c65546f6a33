import type { ConversationRef } from "../../domain/ids.ts";
import { allOf, headOf, keysOf, NODES_KEY } from "./keys.ts";
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
  readonly conversation: ConversationRef;
  /** In the order of the script's head. */
  readonly args: readonly string[];
  /** Further keys of its conversation that it may touch. */
  readonly otherKeys: () => readonly string[];
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
  readonly heads: string[];
  /** The other keys, which only a Cluster needs. */
  readonly others: string[];
  readonly args: string[];
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
    const { connection: { isCluster }, nextTurn } = this.#options;
    const head = headOf(entry.conversation);
    if (this.#open.size === 0) nextTurn(() => this.#flush());
    const batch = this.#batchFor(isCluster ? head : "", lengthOf(entry));
    const answer = Promise.withResolvers<string>();
    batch.heads.push(head);
    batch.args.push(...entry.args);
    batch.answers.push(answer);
    if (isCluster) addKeys(batch, entry);
    return answer.promise;
  }

  /**
   * The open batch, unless it is full: then it is sent, and a new one opened.
   */
  #batchFor(slot: string, length: number): Batch {
    const open = this.#open.get(slot);
    if (open !== undefined) {
      const isFull = open.heads.length === MAX_APPENDS ||
        open.length + length > MAX_LENGTH;
      if (!isFull) {
        open.length += length;
        return open;
      }
      void this.#send(open);
    }
    const batch = { heads: [], others: [], args: [], answers: [], length };
    this.#open.set(slot, batch);
    return batch;
  }

  #flush(): void {
    const batches = [...this.#open.values()];
    this.#open.clear();
    for (const batch of batches) void this.#send(batch);
  }

  async #send({ heads, others, args, answers }: Batch): Promise<void> {
    const { connection, shared } = this.#options;
    const further = connection.isCluster ? others : [NODES_KEY];
    try {
      const results = await connection.batch<string[]>(SCRIPTS.append, {
        keys: [...heads, ...further],
        args: [heads.length, ...shared(), ...args],
        requests: heads.length,
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
}

/**
 * The script finds the other keys from the head's, but a Cluster needs them all.
 */
function addKeys({ others }: Batch, entry: AppendEntry): void {
  if (others.length === 0) others.push(...allOf(keysOf(entry.conversation)));
  others.push(...entry.otherKeys());
}

function lengthOf({ args }: AppendEntry): number {
  let sum = 0;
  for (const each of args) sum += each.length;
  return sum;
}
