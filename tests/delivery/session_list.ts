import { OP } from "../helpers/contract.ts";
import type { Exchange } from "./exchange.ts";
import type { ListedSession, SessionsPage } from "./wire.ts";
import type { Moment, Witness } from "./witness.ts";

/** What {@linkcode readSessionList} needs. */
export interface SessionListOptions {
  readonly exchange: Exchange;
  readonly witness: Pick<Witness, "moment">;
  /** Items on one page. */
  readonly count: number;
  readonly onItem: (item: ListedSession, asked: Moment) => void;
}

/**
 * Reads a user's session list to its end. Returns whether it got there: false
 * when the connection ended before, a text when the service refused.
 */
export async function readSessionList(
  { exchange, witness, count, onItem }: SessionListOptions,
): Promise<boolean | string> {
  let cursor: string | undefined;
  do {
    const asked = witness.moment();
    const body = cursor === undefined ? { count } : { count, cursor };
    const reply = await exchange.ask(OP.sessions, body);
    if (reply === undefined) return false;
    if (reply.code !== 0) return `session list: ${reply.code} ${reply.msg}`;
    const page = reply.data as SessionsPage;
    for (const item of page.items) onItem(item, asked);
    cursor = page.next_cursor;
  } while (cursor !== undefined);
  return true;
}
