import { type Change, changeTo } from "../../domain/change.ts";
import { type ConversationRef, PRIVATE } from "../../domain/ids.ts";
import type { Message } from "../../domain/model.ts";
import type { RedisConnection } from "./connection.ts";
import { inGroups } from "./in_groups.ts";
import type { Reader } from "../actor.ts";
import { keysOf } from "./keys.ts";
import { actorOf, requireFound } from "./outcomes.ts";
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
  /** The newest message that the reader does not see. */
  readonly hidden: number;
  /** One more than requested, if there are more. */
  readonly changes: readonly Change[];
}

type Rest = [
  read?: string,
  peerRead?: string,
  lastChange?: string,
  changes?: string[],
  hidden?: string,
];

/** Pages of timelines, each read in one atomic step. */
export class RedisPages {
  #connection: RedisConnection;
  #time: () => number | "";

  /** @param time the time for scripts; empty: they ask Redis */
  constructor(connection: RedisConnection, time: () => number | "") {
    this.#connection = connection;
    this.#time = time;
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
    const { head, messages, members, read, changes, sanctions } = keysOf(ref);
    const userId = actorOf(reader);
    const peer = ref.type === PRIVATE && userId !== "" ? ref.target : "";
    const [outcome, last, first, from, items, ...rest] = await this.#connection
      .script<[string, string, string, string, (string | null)[], ...Rest]>(
        SCRIPTS.page,
        [head, messages, members, read, changes, sanctions],
        [ref.type, userId, peer, ...query, this.#time()],
      );
    requireFound(outcome, ref);
    if (outcome === "no-message") return undefined;
    const start = Number(from);
    const { unreadable } = this.#connection;
    const readOne = (sequence: number, stored: string | null) =>
      readMessage(ref, [sequence, stored ?? ""], unreadable);
    const [own, theirs, lastChange, changed = [], hidden] = rest;
    return {
      items: items.map((stored, at) => readOne(start + at, stored)),
      last: Number(last),
      first: Number(first),
      from: start,
      read: Number(own ?? 0),
      peerRead: Number(theirs ?? 0),
      lastChange: Number(lastChange ?? 0),
      hidden: Number(hidden ?? 0),
      changes: inGroups(changed, 3)
        .filter(([, sequence = ""]) => /^\d+$/.test(sequence))
        .map(([number, sequence, stored = ""]) =>
          changeTo(readOne(Number(sequence), stored), Number(number))
        ),
    };
  }
}
