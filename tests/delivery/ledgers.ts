import type { DeliveryClient } from "./delivery_client.ts";
import { Holdings } from "./holdings.ts";
import type { Journal } from "./journal.ts";
import { MarksLedger } from "./marks_ledger.ts";
import { Memberships } from "./memberships.ts";
import type { Terms } from "./plan.ts";
import { PushLedger } from "./push_ledger.ts";
import { RecallLedger } from "./recall_ledger.ts";
import { Sends } from "./sends.ts";
import { StreamLedger } from "./stream_ledger.ts";
import { Truth } from "./truth.ts";
import { UnreadLedger } from "./unread_ledger.ts";
import { UpdateLedger } from "./update_ledger.ts";
import type { Moment } from "./recorder.ts";

/** What is known, each part with its own judgement. */
export interface Ledgers {
  readonly truth: Truth;
  readonly memberships: Memberships;
  readonly sends: Sends;
  readonly marks: MarksLedger;
  readonly recalls: RecallLedger;
  readonly updates: UpdateLedger;
  readonly unread: UnreadLedger;
  readonly pushes: PushLedger;
  readonly streams: StreamLedger;
  readonly holdings: Holdings;
}

/** Opens all ledgers; what they find goes to the journal. */
export function createLedgers(terms: Terms, journal: Journal): Ledgers {
  const { historyLimit, pushCount, listLeads } = terms;
  const onFault = journal.fail;
  const truth = new Truth(onFault);
  const memberships = new Memberships();
  const sends = new Sends({ truth, onFault });
  const streams = new StreamLedger({ truth, sends, memberships, onFault });
  return {
    truth,
    memberships,
    sends,
    streams,
    marks: new MarksLedger(memberships, onFault),
    recalls: new RecallLedger(truth, journal),
    updates: new UpdateLedger(truth, journal),
    unread: new UnreadLedger({ truth, sends, memberships, onFault }),
    pushes: new PushLedger({ truth, pushCount, listLeads, onFault }),
    holdings: new Holdings({
      truth,
      memberships,
      streams,
      historyLimit,
      onFault,
    }),
  };
}

/** Judges all that can be judged in the end only. */
export function checkLedgers(
  { truth, sends, ...ledgers }: Ledgers,
  { historyLimit, mayFail }: Terms,
  end: { clients: readonly DeliveryClient[]; moment: Moment },
): void {
  truth.checkOrder(historyLimit);
  for (const key of truth.keys) {
    for (const fact of truth.facts(key)) sends.checkOrigin(key, fact);
  }
  sends.checkAll();
  ledgers.pushes.checkPrivate((key) =>
    mayFail ? truth.last(key) - historyLimit + 1 : 1
  );
  ledgers.recalls.check(historyLimit);
  ledgers.updates.check(historyLimit, end.clients);
  ledgers.holdings.checkStates(end.clients);
  ledgers.streams.check(historyLimit);
  ledgers.unread.check();
  ledgers.marks.check(end.clients, end.moment);
  for (const client of end.clients) ledgers.holdings.checkFinal(client);
}
