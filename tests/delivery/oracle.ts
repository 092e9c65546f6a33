import type { Missed } from "../../src/client/mod.ts";
import {
  type Event,
  type Message,
  OP,
  type Push,
  type Sent,
} from "../helpers/contract.ts";
import type { DeliveryClient } from "./delivery_client.ts";
import type { Journal } from "./journal.ts";
import { checkLedgers, createLedgers, type Ledgers } from "./ledgers.ts";
import { faultsOfItem, faultsOfPage } from "./page_rules.ts";
import type { Terms } from "./plan.ts";
import type { PushContext } from "./push_ledger.ts";
import type { Place } from "./recall_ledger.ts";
import type { Sight } from "./truth.ts";
import {
  isPrivate,
  keyOf,
  type ListedSession,
  type Reply,
  type SyncPage,
} from "./wire.ts";
import type {
  Draft,
  Govern,
  Moment,
  Move,
  Recorder,
  SyncRequest,
  Update,
  Where,
} from "./recorder.ts";

/** Closes that may happen to a client that does nothing wrong. */
const EXPECTED_CLOSES: ReadonlySet<number> = new Set([1001, 1006, 4408, 4413]);
const SLOW_CONSUMER = 4413;

/** What {@linkcode Oracle} needs. */
export interface OracleOptions {
  readonly terms: Terms;
  readonly journal: Journal;
}

/**
 * Judges what the clients do and see. It knows the service from outside only:
 * what it holds against it is what some client has been told.
 */
export class Oracle implements Recorder {
  #terms: Terms;
  #journal: Journal;
  #ledgers: Ledgers;
  #moment = 0;
  #openedAt = new Map<string, Moment>();
  #healedAt: Moment = Infinity;
  /** Who may be banned or muted where, by user, room and act. */
  #sanctioned = new Set<string>();

  constructor({ terms, journal }: OracleOptions) {
    this.#terms = terms;
    this.#journal = journal;
    this.#ledgers = createLedgers(terms, journal);
  }

  /** From now on the storage is within reach. */
  healed(): void {
    this.#healedAt = this.moment();
  }

  /** Nothing is under way: whom others wanted to remove is removed, or not. */
  settled(): void {
    this.#ledgers.memberships.settle(this.moment());
  }

  /** Everybody is connected, and nothing is under way. */
  checkLive(clients: readonly DeliveryClient[]): void {
    for (const client of clients) this.#ledgers.holdings.checkLive(client);
    this.#ledgers.marks.still();
  }

  /** Everybody has caught up, and nothing will happen any more. */
  checkFinal(clients: readonly DeliveryClient[]): void {
    const moment = this.moment();
    checkLedgers(this.#ledgers, this.#terms, { clients, moment });
    for (const { views } of clients) {
      for (const { messages } of views.values()) {
        this.#journal.counts.deliveries += messages.size;
      }
    }
  }

  moment(): Moment {
    return ++this.#moment;
  }

  fault(where: Where, text: string): void {
    this.#journal.failAt(where, text);
  }

  unavailable(where: Where, op: number, asked: Moment, why: string): void {
    this.#journal.note(where, `is told 503 for ${op}: ${why}`);
    this.#journal.counts.unavailable++;
    // Whose cut connections hold much may have to wait; the client comes back,
    // or there is no rest.
    if (op === OP.login && why.includes("unread")) return;
    if (this.#terms.mayFail && asked < this.#healedAt) return;
    this.fault(where, `op ${op}: 503 for no reason: ${why}`);
  }

  connected({ connection }: Where): void {
    this.#journal.tell(`${connection} connects`);
    this.#openedAt.set(connection, this.moment());
  }

  disconnected({ connection }: Where, code: number): void {
    this.#journal.tell(`${connection} is closed ${code}`);
    if (code === SLOW_CONSUMER) this.#journal.counts.slowCloses++;
    if (!EXPECTED_CLOSES.has(code)) {
      this.#journal.fail(`${connection}: closed ${code}`);
    }
  }

  sending(where: Where, draft: Draft): void {
    this.#journal.note(where, `sends ${draft.requestId} to ${draft.key}`);
    const again = this.#ledgers.sends.attempt(draft, this.moment());
    if (again) this.#journal.counts.retries++;
    else this.#journal.counts.sends++;
  }

  sent(where: Where, draft: Draft, reply: Reply & { data: Sent | null }): void {
    const { code, data } = reply;
    const { key, userId, requestId } = draft;
    this.#journal.note(where, `sent ${requestId}: ${code} ${data?.sequence}`);
    this.#ledgers.sends.answer(draft, reply);
    if (data !== null) {
      const sender = { id: userId, name: userId };
      this.#see({ ...data, sender, content: draft.content }, key);
      return;
    }
    const from = this.#ledgers.sends.since(draft);
    this.#refused(where, { key, from }, reply);
  }

  pushed(where: Where, push: Push): void {
    const { session, items, missed } = push;
    const { userId } = where;
    const key = keyOf(session.id, userId);
    const sequences = items.map(({ sequence }) => sequence).join(" ");
    this.#journal.note(
      where,
      `is pushed ${key}: ${sequences}, missed ${missed}`,
    );
    this.#journal.counts.missed += missed;
    this.#requireParty(where, key);
    for (const item of items) this.#seeFor(where, key, item);
    this.#ledgers.pushes.enter(push, this.#pushContext(where, key));
  }

  happened(where: Where, told: Event): void {
    const { event, session_id, sequence = 0, user_id, message } = told;
    this.#journal.note(where, `hears ${event} of ${session_id} ${sequence}`);
    const key = keyOf(session_id, where.userId);
    // Who is muted is told, also where they are no member.
    const isOwn = event === "muted" && user_id === where.userId;
    if (!isOwn) this.#requireParty(where, key);
    if (event === "recalled") this.#ledgers.truth.recall(key, sequence);
    if (message !== undefined) this.#seeFor(where, key, message);
  }

  listed(where: Where, item: ListedSession, asked: Moment): void {
    const { userId } = where;
    const key = keyOf(item.id, userId);
    const { last_sequence, unread, read_sequence, last = null } = item;
    this.#journal.note(
      where,
      `lists ${key}: ${last_sequence}, unread ${unread}, read ${read_sequence}`,
    );
    const knownLast = this.#ledgers.truth.lastBefore(key, asked);
    for (const text of faultsOfItem(item, knownLast)) {
      this.fault(where, `${key} in the list: ${text}`);
    }
    if (last !== null) this.#seeFor(where, key, last);
    const until = this.moment();
    this.#ledgers.unread.enter({ userId, key, item, from: asked, until });
    this.#ledgers.pushes.begin(this.#pushContext(where, key), last_sequence);
  }

  synced(
    where: Where,
    { request, page, asked }: {
      request: SyncRequest;
      page: SyncPage;
      asked: Moment;
    },
  ): void {
    const { key, after, count } = request;
    const { items, changes, last_sequence } = page;
    this.#journal.note(
      where,
      `syncs ${key} after ${after}, ${count}: ${items.length} and ` +
        `${changes.length} changes of ${last_sequence}`,
    );
    if (!page.complete) this.#journal.counts.evictions++;
    const knownLast = this.#ledgers.truth.lastBefore(key, asked);
    const { historyLimit } = this.#terms;
    const context = { historyLimit, knownLast };
    for (const text of faultsOfPage(page, request, context)) {
      this.fault(where, `sync of ${key} after ${after}: ${text}`);
    }
    for (const each of [...items, ...changes]) this.#seeFor(where, key, each);
  }

  caughtUp(): void {
    this.#journal.counts.gaps++;
  }

  delivered(where: Where, message: Message): void {
    const key = keyOf(message.session_id, where.userId);
    this.#journal.note(where, `gives ${key} ${message.sequence}`);
    this.#requireParty(where, key);
    this.#seeFor(where, key, message);
    this.#ledgers.streams.deliver(where, key, message.sequence);
  }

  missed(where: Where, missed: Missed): void {
    const key = keyOf(missed.session_id, where.userId);
    const { reason, first, last } = missed;
    this.#journal.note(where, `misses ${key} ${first} to ${last}: ${reason}`);
    this.#ledgers.streams.miss(where, key, missed);
  }

  moving(where: Where, room: string, how: Move): Moment {
    this.#journal.note(where, `asks to ${how} ${room}`);
    const asked = this.moment();
    this.#ledgers.memberships.ask(where.userId, room, how, asked);
    return asked;
  }

  moved(
    where: Where,
    { room, how, asked }: { room: string; how: Move; asked: Moment },
    { code, msg }: Reply,
  ): void {
    this.#journal.note(where, `may ${how} ${room}: ${code}`);
    if (how === "leave") return;
    if (code === 403 && this.#maybe("ban", where.userId, room)) return;
    if (code !== 0) return this.fault(where, `join ${room}: ${code} ${msg}`);
    const moment = this.moment();
    this.#ledgers.memberships.enter(where.userId, room, { asked, moment });
  }

  governing(where: Where, { act, room, userId }: Govern): Moment {
    this.#journal.note(where, `wants to ${act} ${userId} in ${room}`);
    const asked = this.moment();
    if (act !== "remove") this.#sanctioned.add(`${act} ${userId} ${room}`);
    if (act !== "mute") {
      this.#ledgers.memberships.expelling(userId, room, asked);
    }
    return asked;
  }

  /** Who may, is the service's own business: the creator changes. */
  governed(
    where: Where,
    { act, room, userId }: Govern,
    { code, msg }: Reply,
  ): void {
    this.#journal.note(where, `may ${act} ${userId} in ${room}: ${code}`);
    if (act !== "mute") {
      this.#ledgers.memberships.expelled(userId, room, this.moment());
    }
    if (code === 0) this.#journal.counts.governed++;
    else if (code !== 403 && code !== 404) {
      this.fault(where, `${act} ${userId}: ${code} ${msg}`);
    }
  }

  reading(where: Where, key: string, sequence: number): Moment {
    this.#journal.note(where, `reads ${key} to ${sequence}`);
    this.#ledgers.marks.ask(where.userId, key, sequence);
    return this.moment();
  }

  read(
    where: Where,
    { key, sequence, asked: from }: {
      key: string;
      sequence: number;
      asked: Moment;
    },
    reply: Reply,
  ): void {
    this.#journal.note(where, `has read ${key} to ${sequence}: ${reply.code}`);
    if (reply.code !== 0) return this.#refused(where, { key, from }, reply);
    const { unread } = reply.data as { unread: number };
    const until = this.moment();
    this.#ledgers.marks.set(where.userId, key, {
      sequence,
      from,
      until,
      unread,
    });
  }

  updating(where: Where, update: Update): void {
    this.#ledgers.updates.ask(where, update);
  }

  updated(where: Where, update: Update, reply: Reply): void {
    this.#ledgers.updates.answer(where, update, reply);
  }

  recalling(where: Where, key: string, sequence: number): void {
    this.#ledgers.recalls.ask(where, { key, sequence });
  }

  recalled(
    where: Where,
    place: Place,
    reply: Reply & { data: Message | null },
  ): void {
    this.#ledgers.recalls.answer(where, place, reply);
    if (reply.data !== null) this.#seeFor(where, place.key, reply.data);
  }

  /** A refusal is right only where the user may not have been a member. */
  #refused(
    where: Where,
    { key, from }: { key: string; from: Moment },
    { code, msg }: Reply,
  ): void {
    const time = { from, until: this.moment() };
    const member = this.#ledgers.memberships.tookPart(where.userId, key, time);
    const stranger = (code === 403 || code === 404) && !member;
    const muted = code === 403 && !isPrivate(key) &&
      this.#maybe("mute", where.userId, key.slice(2));
    if (!stranger && !muted) {
      this.fault(where, `${key}: refused ${code} ${msg}`);
    }
  }

  /** May somebody be banned, or muted? */
  #maybe(act: "ban" | "mute", userId: string, room: string): boolean {
    return this.#sanctioned.has(`${act} ${userId} ${room}`);
  }

  #pushContext({ userId, connection }: Where, key: string): PushContext {
    const since = this.#openedAt.get(connection) ?? 0;
    const room = key.slice(2);
    const left = this.#ledgers.memberships.leftSince(userId, room, since);
    return { userId, connection, key, left };
  }

  #requireParty(where: Where, key: string): void {
    const may = this.#ledgers.memberships.mayHearOf(where.userId, key);
    if (!may) this.fault(where, `was told of ${key}`);
  }

  /** Only a sender is shown the request id. */
  #seeFor(where: Where, key: string, message: Message): void {
    const { sender, request_id, sequence } = message;
    if (request_id !== undefined && sender.id !== where.userId) {
      this.fault(where, `was shown the request id of ${key} ${sequence}`);
    }
    this.#see(message, key);
  }

  #see(sight: Sight, key: string): void {
    this.#ledgers.truth.see(key, sight, this.moment());
  }
}
