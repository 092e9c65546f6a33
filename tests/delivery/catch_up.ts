import { OP } from "../helpers/contract.ts";
import type { ConversationView } from "./conversation_view.ts";
import type { Exchange } from "./exchange.ts";
import { sessionIdOf, type SyncPage } from "./wire.ts";
import type { Where, Witness } from "./witness.ts";

/** What {@linkcode catchUp} needs. */
export interface CatchUpOptions {
  readonly exchange: Exchange;
  readonly where: Where;
  readonly witness: Witness;
  /** Messages on one page. */
  readonly count: () => number;
}

/**
 * Pages by sync until a view lacks nothing that it has heard of. At least one
 * page is asked for where `view.wanted` says so; one loop runs at a time.
 */
export async function catchUp(
  view: ConversationView,
  options: CatchUpOptions,
): Promise<void> {
  if (view.syncing) return;
  view.syncing = true;
  while (view.wanted || (view.member && view.behind)) {
    view.wanted = false;
    if (!await syncPage(view, options)) break;
  }
  view.syncing = false;
}

/** Asks for one page; returns whether it makes sense to go on. */
async function syncPage(
  view: ConversationView,
  { exchange, where, witness, count }: CatchUpOptions,
): Promise<boolean> {
  const { key, through: after, change: changedAfter } = view;
  const request = { key, after, changedAfter, count: count() };
  const asked = witness.moment();
  const reply = await exchange.ask(OP.sync, {
    session_id: sessionIdOf(key, where.userId),
    after_sequence: after,
    changed_after: changedAfter,
    count: request.count,
  });
  if (reply === undefined) return false;
  if (reply.code !== 0) {
    // Asked again meanwhile: whoever came back in gets another answer.
    if (!view.wanted) view.leave();
    return view.wanted;
  }
  const page = reply.data as SyncPage;
  witness.synced(where, { request, page, asked });
  const progress = view.apply(page);
  if (progress > 0) witness.caughtUp(where, key, progress);
  const stuck = view.through === after && view.change === changedAfter;
  if (stuck && view.behind) {
    witness.fault(where, `sync of ${key} after ${after} closed no gap`);
    return false;
  }
  return true;
}
