import type { Clock } from "../base/clock.ts";
import {
  type ConversationRef,
  PRIVATE,
  privateConversation,
} from "../domain/ids.ts";
import type { Message } from "../domain/model.ts";
import type { Presence } from "../push/presence.ts";
import type { StoredNews } from "../push/news.ts";
import {
  deliveriesOf,
  type PrivateDelivery,
  type PrivatePush,
} from "../push/private.ts";
import { SERVICE } from "../storage/actor.ts";
import type { Storage } from "../storage/storage.ts";
import type { Filled, Numbered, Place } from "./delivery_order.ts";
import { Sequencer } from "./sequencer.ts";

/** What {@linkcode PrivateFeed} needs. */
export interface PrivateFeedOptions {
  readonly storage: Storage;
  readonly presence: Pick<Presence, "isOnline">;
  readonly clock: Clock;
  /** Unix time in milliseconds, by the clock of the send times. */
  readonly now: () => number;
  readonly push: Pick<PrivatePush, "deliverTo">;
  /**
   * Most conversations of which it is remembered how far they were delivered.
   */
  readonly limit: number;
  readonly onFault: (fault: unknown) => void;
}

/**
 * The time that a user is online here, from the first connection to the last.
 */
interface Stay {
  readonly number: number;
  readonly since: number;
}

/** What was read of a conversation; `last` as in {@linkcode Filled}. */
interface Found {
  readonly messages: readonly Message[];
  readonly last: number | undefined;
}

/** Milliseconds to wait for a message of another node before it is read. */
const GRACE = 50;
/** Messages of one page. */
const PAGE = 500;
/** The same for the first page, when probably nothing is missing. */
const FIRST = 10;
/** Most conversations of a user that are read after a loss. */
const MAX_CHECKED = 100;

/**
 * Private messages for users who are online here, whichever node stored them:
 * each user gets the messages of a conversation once and in order.
 */
export class PrivateFeed {
  #options: PrivateFeedOptions;
  #stays = new Map<string, Stay>();
  #last = 0;
  #sequencer: Sequencer;

  constructor(options: PrivateFeedOptions) {
    this.#options = options;
    this.#sequencer = new Sequencer({
      ...options,
      grace: GRACE,
      overtakes: true,
      fill: (key, after) => this.#fill(key, after),
    });
  }

  /** A user has come online here. */
  came(userId: string): void {
    const since = this.#options.now();
    this.#stays.set(userId, { number: ++this.#last, since });
  }

  went(userId: string): void {
    this.#stays.delete(userId);
  }

  isHere(userId: string): boolean {
    return this.#stays.has(userId);
  }

  /** Takes a message that this node has just stored. */
  deliver(news: StoredNews): void {
    for (const delivery of deliveriesOf(news)) this.take(delivery);
  }

  /** Takes a message for one of its two users. */
  take(delivery: PrivateDelivery): void {
    const { userId, peer } = delivery;
    const stay = this.#stays.get(userId);
    if (stay === undefined) return;
    const key = keyOf(stay, userId, peer.id);
    this.#sequencer.offer(key, this.#numbered(delivery));
  }

  /** Delivers what a user has missed since a time. */
  async check(userId: string, since: number): Promise<void> {
    const stay = this.#stays.get(userId);
    if (stay === undefined) return;
    const { items } = await this.#options.storage.conversations(userId, {
      type: PRIVATE,
      after: undefined,
      count: MAX_CHECKED,
    });
    for (const { target, updatedAt, lastSequence, last } of items) {
      const key = keyOf(stay, userId, target);
      const newest = { sequence: lastSequence, id: last?.id };
      // If it is unknown how far it was delivered, the send time decides.
      const isOld = this.#sequencer.lastOf(key) === undefined
        ? updatedAt < since
        : this.#sequencer.endsWith(key, newest);
      if (!isOld) await this.#sequencer.check(key);
    }
  }

  /** As `Sequencer.doubt`. */
  doubt(): void {
    this.#sequencer.doubt();
  }

  stop(): void {
    this.#sequencer.stop();
  }

  #numbered(delivery: PrivateDelivery): Numbered {
    const { sequence, id } = delivery.message;
    const deliver = () => this.#options.push.deliverTo(delivery);
    return { sequence, id, deliver };
  }

  async #fill(key: string, place: Place | undefined): Promise<Filled> {
    const [number, userId = "", peerId = ""] = key.split(" ");
    const stay = this.#stays.get(userId);
    if (stay === undefined || String(stay.number) !== number) {
      return { items: [], last: undefined };
    }
    const { storage } = this.#options;
    const ref = privateConversation(userId, peerId);
    const { messages, last } = place === undefined
      ? await this.#since(ref, stay)
      : await this.#after(ref, place);
    const isNews = messages.some(({ sequence, id }) =>
      sequence !== place?.sequence || id !== place.newest
    );
    const { name } = isNews
      ? await storage.user(peerId).catch(() => ({ name: peerId }))
      : { name: peerId };
    const peer = { id: peerId, name };
    const items = messages.map((message) =>
      this.#numbered({ userId, message, peer, origin: undefined })
    );
    return { items, last };
  }

  /** What was sent since the user came online here. */
  async #since(ref: ConversationRef, { since }: Stay): Promise<Found> {
    const isFresh = ({ createdAt }: Message) => createdAt >= since;
    return { messages: await this.#newest(ref, isFresh), last: undefined };
  }

  /** As {@linkcode Filled} says. */
  async #after(ref: ConversationRef, place: Place): Promise<Found> {
    const found = await this.#from(ref, place.sequence);
    const { newest } = place;
    if (newest === undefined || !hasLost(found, place)) return found;
    const isFresh = ({ id }: Message) => id > newest;
    const fresh = await this.#newest(ref, isFresh);
    // Of a clock that is behind, ids do not grow: what was found counts.
    const [{ sequence: end } = { sequence: Infinity }] = fresh;
    const others = found.messages.filter(({ sequence }) => sequence < end);
    return { messages: [...others, ...fresh], last: found.last };
  }

  /** The newest, as long as they are fresh, within bounds and as far as kept. */
  async #newest(
    ref: ConversationRef,
    isFresh: (message: Message) => boolean,
  ): Promise<Message[]> {
    const found: Message[] = [];
    let before: string | undefined;
    while (found.length < PAGE) {
      const query = { before, count: FIRST };
      const page = await this.#options.storage.history(ref, SERVICE, query);
      const fresh = page.items.filter(isFresh);
      found.unshift(...fresh);
      if (!page.hasMore || fresh.length < page.items.length) break;
      before = fresh[0]?.id;
    }
    return found;
  }

  /** The message with this number, and what came after it. */
  async #from(ref: ConversationRef, first: number): Promise<Found> {
    const messages: Message[] = [];
    for (let after = Math.max(0, first - 1);;) {
      const query = { after, count: PAGE, changedAfter: undefined };
      const page = await this.#options.storage.sync(ref, SERVICE, query);
      messages.push(...page.items);
      after = page.items.at(-1)?.sequence ?? after;
      if (!page.hasMore || page.items.length === 0) {
        return { messages, last: page.lastSequence };
      }
    }
  }
}

/** Unique, as ids have no space. A user who comes online again begins anew. */
function keyOf(stay: Stay, userId: string, peerId: string): string {
  return `${stay.number} ${userId} ${peerId}`;
}

/**
 * Has the storage lost the message that was delivered last? Then numbers do not
 * say what is new.
 */
function hasLost(
  { messages: [first], last = 0 }: Found,
  { sequence, newest = "" }: Place,
): boolean {
  if (last < sequence) return true;
  return first?.sequence === sequence && first.id > newest;
}
