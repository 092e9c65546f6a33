import type { Missed } from "../../src/client/mod.ts";
import type { Memberships } from "./memberships.ts";
import type { Sends } from "./sends.ts";
import type { Truth } from "./truth.ts";
import { isPrivate } from "./wire.ts";
import type { Where } from "./recorder.ts";

/** Sequences from the first to the last, both included. */
interface Range {
  readonly first: number;
  readonly last: number;
}

/** What an application on one device was given of one conversation. */
interface Column {
  readonly at: string;
  readonly userId: string;
  readonly key: string;
  last: number;
  /** What was left out without a word. */
  readonly skipped: Range[];
  /** What was said to be no longer kept. */
  readonly evicted: Range[];
}

/** What {@linkcode StreamLedger} needs. */
export interface StreamLedgerOptions {
  readonly truth: Truth;
  readonly sends: Sends;
  readonly memberships: Memberships;
  readonly onFault: (text: string) => void;
}

/**
 * Whether what a client gives to its application adds up: each message once, in
 * order, and nothing left out without being reported. A room may begin where
 * its user joined, and where they came back: what was sent since is due.
 */
export class StreamLedger {
  #options: StreamLedgerOptions;
  #columns = new Map<string, Column>();

  constructor(options: StreamLedgerOptions) {
    this.#options = options;
  }

  /** An application is given a message. */
  deliver(where: Where, key: string, sequence: number): void {
    const column = this.#column(where, key);
    this.#reach(column, sequence);
    column.last = Math.max(column.last, sequence);
  }

  /** An application is told that messages will not come. */
  miss(where: Where, key: string, missed: Missed): void {
    const column = this.#column(where, key);
    const { reason, count, first = 0, last = 0 } = missed;
    if (reason !== "evicted" || count !== last - first + 1 || count < 1) {
      this.#fault(`${column.at}: missed ${JSON.stringify(missed)}`);
      return;
    }
    this.#reach(column, first);
    column.evicted.push({ first, last });
    column.last = Math.max(column.last, last);
  }

  /** What was left out was not due, and what was evicted is no longer kept. */
  check(historyLimit: number): void {
    for (
      const { at, key, userId, skipped, evicted } of this.#columns.values()
    ) {
      for (const { last } of evicted) {
        if (last <= this.#options.truth.last(key) - historyLimit) continue;
        this.#fault(`lost: ${at} ${last} was reported as evicted and is kept`);
      }
      for (const range of skipped) this.#checkDue(at, { key, userId, range });
    }
  }

  /** What a device never came to speak of was not due either. */
  checkRest(
    where: Pick<Where, "userId" | "device">,
    key: string,
    last: number,
  ) {
    const column = this.#column(where, key);
    const range = { first: column.last + 1, last };
    const { at, userId } = column;
    this.#checkDue(at, { key, userId, range });
  }

  /** Takes the next sequence that is spoken of. */
  #reach(column: Column, sequence: number): void {
    const { at, key, userId, last, skipped } = column;
    if (sequence <= last) {
      this.#fault(`${at}: given ${sequence} again or late, after ${last}`);
    }
    if (sequence <= last + 1) return;
    skipped.push({ first: last + 1, last: sequence - 1 });
    const { memberships } = this.#options;
    const mayJump = !isPrivate(key) &&
      (last === 0 || memberships.leftSince(userId, key.slice(2), 0));
    if (mayJump) return;
    this.#fault(`lost: ${at} was given ${sequence} after ${last}`);
  }

  #checkDue(
    at: string,
    { key, userId, range }: { key: string; userId: string; range: Range },
  ): void {
    const { truth, sends, memberships } = this.#options;
    const since = isPrivate(key)
      ? 0
      : memberships.currentSince(userId, key.slice(2)) ?? Infinity;
    for (let sequence = range.first; sequence <= range.last; sequence++) {
      const content = truth.fact(key, sequence)?.content;
      const sent = sends.sinceOf(content) ?? 0;
      if (sent > since) this.#fault(`lost: ${at} was not given ${sequence}`);
    }
  }

  #column(
    { userId, device }: Pick<Where, "userId" | "device">,
    key: string,
  ): Column {
    const at = `${device} ${key}`;
    const known = this.#columns.get(at);
    if (known !== undefined) return known;
    const column = { at, userId, key, last: 0, skipped: [], evicted: [] };
    this.#columns.set(at, column);
    return column;
  }

  #fault(text: string): void {
    this.#options.onFault(text);
  }
}
