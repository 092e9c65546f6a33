import { type Change, changeTo } from "../../domain/change.ts";
import { type ConversationRef, PRIVATE } from "../../domain/ids.ts";
import type { Message } from "../../domain/model.ts";
import type { RedisConnection } from "./connection.ts";
import { inThrees } from "./in_threes.ts";
import { type Reader, SERVICE } from "../storage.ts";
import { keysOf } from "./keys.ts";
import { requireFound } from "./outcomes.ts";
import { SCRIPTS } from "./scripts.ts";
import { readMessage } from "./stored_message.ts";

/** The arguments of the script that reads pages; see its head. */
export type PageQuery = readonly [
  kind: "history" | "sync",
  count: number,
  sequence: number | "",
  messageId: string,
  changedAfter: number | "",
];

/** A page as the script returns it. */
export interface FoundPage {
  readonly items: readonly Message[];
  readonly last: number;
  readonly first: number;
  /** Where the page starts. */
  readonly from: number;
  readonly read: number;
  readonly peerRead: number;
  readonly lastChange: number;
  /** One more than requested, if there are more. */
  readonly changes: readonly Change[];
}

type Rest = [
  read?: string,
  peerRead?: string,
  lastChange?: string,
  changes?: string[],
];

/** Pages of timelines, each read in one atomic step. */
export class RedisPages {
  #connection: RedisConnection;

  constructor(connection: RedisConnection) {
    this.#connection = connection;
  }

  /**
   * A page; undefined if the message to go back from does not exist.
   *
   * @throws {ReplyError} 404 no such chatroom, 403
   */
  async read(
    ref: ConversationRef,
    reader: Reader,
    query: PageQuery,
  ): Promise<FoundPage | undefined> {
    const { head, messages, members, read, changes } = keysOf(ref);
    const userId = reader === SERVICE ? "" : reader;
    const peer = ref.type === PRIVATE && userId !== "" ? ref.target : "";
    const [outcome, last, first, from, items, ...rest] = await this.#connection
      .script<[string, string, string, string, (string | null)[], ...Rest]>(
        SCRIPTS.page,
        [head, messages, members, read, changes],
        [ref.type, userId, peer, ...query],
      );
    requireFound(outcome, ref);
    if (outcome === "no-message") return undefined;
    const start = Number(from);
    const { unreadable } = this.#connection;
    const readOne = (sequence: number, stored: string | null) =>
      readMessage(ref, [sequence, stored ?? ""], unreadable);
    const [own, theirs, lastChange, changed = []] = rest;
    return {
      items: items.map((stored, at) => readOne(start + at, stored)),
      last: Number(last),
      first: Number(first),
      from: start,
      read: Number(own ?? 0),
      peerRead: Number(theirs ?? 0),
      lastChange: Number(lastChange ?? 0),
      changes: inThrees(changed)
        .filter(([, sequence]) => /^\d+$/.test(sequence))
        .map(([number, sequence, stored]) =>
          changeTo(readOne(Number(sequence), stored), Number(number))
        ),
    };
  }
}
