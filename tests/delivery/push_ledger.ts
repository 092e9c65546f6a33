import type { Push } from "../helpers/contract.ts";
import type { Truth } from "./truth.ts";
import { isPrivate } from "./wire.ts";

/** What a connection has been pushed of one conversation. */
interface Column {
  readonly key: string;
  readonly userId: string;
  last: number;
  /** The last that was pushed, not only listed; 0 for none. */
  pushed: number;
  /** Sequences that were left out between two private pushes. */
  readonly skipped: number[];
}

/** What a push is judged by. */
export interface PushContext {
  readonly connection: string;
  readonly userId: string;
  readonly key: string;
  /** Has the user asked to leave this room since the connection was opened? */
  readonly left: boolean;
}

/** What {@linkcode PushLedger} needs. */
export interface PushLedgerOptions {
  readonly truth: Truth;
  /** Most messages in one push to a room. */
  readonly pushCount: number;
  /** As in the plan's terms. */
  readonly listLeads: boolean;
  readonly onFault: (text: string) => void;
}

/** Whether the pushes of each connection add up. */
export class PushLedger {
  #options: PushLedgerOptions;
  #columns = new Map<string, Column>();

  constructor(options: PushLedgerOptions) {
    this.#options = options;
  }

  /** Enters a push. */
  enter({ items, missed }: Push, context: PushContext): void {
    const { key, connection } = context;
    const first = items[0]?.sequence;
    const last = items.at(-1)?.sequence;
    const at = `${connection} ${key}`;
    if (first === undefined || last === undefined) {
      return this.#fault(`${at}: a push without messages`);
    }
    if (!ascends(items, key.startsWith("1:"))) {
      this.#fault(`${at}: a push with ${first} to ${last} is not gapless`);
    }
    const column = this.#columns.get(at);
    const { listLeads } = this.#options;
    const before = (listLeads ? column?.pushed : column?.last) ?? 0;
    if (first <= before) {
      this.#fault(`${at}: pushed ${first} again or late, after ${before}`);
    }
    if (isPrivate(key)) this.#enterPrivate(column, first);
    else this.#enterRoom({ first, missed, count: items.length }, context);
    this.#move(context, last).pushed = last;
  }

  /**
   * A session list says how far a conversation is: of what comes later this
   * connection is pushed all, if it is private.
   */
  begin(context: PushContext, lastSequence: number): void {
    if (!isPrivate(context.key)) return;
    const column = this.#columns.get(`${context.connection} ${context.key}`);
    if (column === undefined) this.#move(context, lastSequence);
  }

  /**
   * A private message is not pushed to the connection that sent it only; nor is
   * one that was evicted while the service was cut off from its storage, where
   * that may be: `keptOf` says from where on all of a conversation is due.
   */
  checkPrivate(keptOf: (key: string) => number): void {
    for (const [at, { key, userId, skipped }] of this.#columns) {
      for (const sequence of skipped) {
        const fact = this.#options.truth.fact(key, sequence);
        if (fact === undefined || fact.senderId === userId) continue;
        if (sequence < keptOf(key)) continue;
        this.#fault(`${at}: ${sequence} was not pushed, and a later one was`);
      }
    }
  }

  #enterPrivate(column: Column | undefined, first: number): void {
    if (column === undefined) return;
    for (let skipped = column.last + 1; skipped < first; skipped++) {
      column.skipped.push(skipped);
    }
  }

  #enterRoom(
    push: { first: number; missed: number; count: number },
    { connection, key, left }: PushContext,
  ): void {
    const at = `${connection} ${key}`;
    const { first, missed, count } = push;
    const { pushCount } = this.#options;
    const column = this.#columns.get(at);
    if (count > pushCount || (missed > 0 && count < pushCount)) {
      this.#fault(`${at}: ${count} messages in a push that missed ${missed}`);
    }
    if (missed >= first) this.#fault(`${at}: missed ${missed} before ${first}`);
    // Who left and came back has not been pushed what came between.
    if (column === undefined || left) return;
    const gap = first - column.last - 1;
    if (missed !== gap) {
      this.#fault(
        `${at}: missed ${missed} before ${first}, and ${gap} are missing`,
      );
    }
  }

  #move(context: PushContext, last: number): Column {
    const { connection, key, userId } = context;
    const at = `${connection} ${key}`;
    const column = this.#columns.get(at);
    if (column !== undefined) {
      column.last = Math.max(column.last, last);
      return column;
    }
    const begun = { key, userId, last, pushed: 0, skipped: [] };
    this.#columns.set(at, begun);
    return begun;
  }

  #fault(text: string): void {
    this.#options.onFault(text);
  }
}

/**
 * In a chatroom without gaps. Between private messages that share a push there
 * may be own ones, which their sender has by the replies.
 */
function ascends(items: Push["items"], isGapless: boolean): boolean {
  return items.every(({ sequence }, index) => {
    const before = items[index - 1]?.sequence;
    if (before === undefined) return true;
    return isGapless ? sequence === before + 1 : sequence > before;
  });
}
