import type { DeliveryClient } from "./delivery_client.ts";
import type { Memberships } from "./memberships.ts";
import { isPrivate } from "./wire.ts";
import type { Moment } from "./recorder.ts";

interface Mark {
  readonly sequence: number;
  readonly from: Moment;
  readonly until: Moment;
}

interface Row {
  /** Marks that were answered 0. */
  readonly set: Mark[];
  /** The greatest mark that was ever asked for. */
  most: number;
  /** What the last answer said is unread. */
  unread: number | undefined;
}

/** Whether read marks are where they were set, on every device. */
export class MarksLedger {
  #rows = new Map<string, Row>();
  #memberships: Memberships;
  #onFault: (text: string) => void;

  constructor(memberships: Memberships, onFault: (text: string) => void) {
    this.#memberships = memberships;
    this.#onFault = onFault;
  }

  /** A mark is asked for, and may be set or not. */
  ask(userId: string, key: string, sequence: number): void {
    const row = this.#row(userId, key);
    row.most = Math.max(row.most, sequence);
  }

  /** A mark is set. */
  set(userId: string, key: string, mark: Mark & { unread: number }): void {
    const row = this.#row(userId, key);
    row.set.push(mark);
    row.unread = mark.unread;
  }

  /** From now on nothing is sent: what is unread changes by marks only. */
  still(): void {
    for (const row of this.#rows.values()) row.unread = undefined;
  }

  /** All devices of a user show the same mark, and the right one. */
  check(clients: readonly DeliveryClient[], now: Moment): void {
    for (const client of clients) {
      for (const view of client.views.values()) {
        if (!view.member) continue;
        const { key, readSequence, peerReadSequence } = view;
        const at = `${client.device} ${key}`;
        this.#checkOwn(at, { key, readSequence }, client.userId, now);
        const { unread } = this.#row(client.userId, key);
        if (unread !== undefined && unread !== view.unread) {
          this.#onFault(
            `${at}: unread ${view.unread}, the mark said ${unread}`,
          );
        }
        if (isPrivate(key)) {
          this.#checkPeer(
            at,
            { key, peerReadSequence },
            clients,
            client.userId,
          );
        }
      }
    }
    this.#checkSame(clients);
  }

  #checkOwn(
    at: string,
    { key, readSequence }: { key: string; readSequence: number },
    userId: string,
    now: Moment,
  ): void {
    const { set, most } = this.#row(userId, key);
    const room = key.slice(2);
    const counts = (from: Moment) =>
      isPrivate(key) ||
      this.#memberships.during(userId, room, { from, until: now }) !==
        undefined;
    const least = set.reduce(
      (least, { sequence, from }) =>
        counts(from) ? Math.max(least, sequence) : least,
      0,
    );
    if (readSequence >= least && readSequence <= most) return;
    this.#onFault(`${at}: read to ${readSequence}, not ${least} to ${most}`);
  }

  #checkPeer(
    at: string,
    view: { key: string; peerReadSequence: number },
    clients: readonly DeliveryClient[],
    userId: string,
  ): void {
    const { key, peerReadSequence } = view;
    const peer = clients.find((client) =>
      client.userId !== userId && client.views.has(key)
    );
    const mark = peer?.views.get(key)?.readSequence;
    if (mark === undefined || mark === peerReadSequence) return;
    this.#onFault(`${at}: the peer read to ${mark}, not ${peerReadSequence}`);
  }

  #checkSame(clients: readonly DeliveryClient[]): void {
    const seen = new Map<string, number>();
    for (const { userId, device, views } of clients) {
      for (const { key, member, readSequence } of views.values()) {
        if (!member) continue;
        const row = `${userId} ${key}`;
        const mark = seen.get(row) ?? readSequence;
        seen.set(row, mark);
        if (mark === readSequence) continue;
        this.#onFault(
          `${device} ${key}: read to ${readSequence}, another device ${mark}`,
        );
      }
    }
  }

  #row(userId: string, key: string): Row {
    const name = `${userId} ${key}`;
    const known = this.#rows.get(name);
    if (known !== undefined) return known;
    const row: Row = { set: [], most: 0, unread: undefined };
    this.#rows.set(name, row);
    return row;
  }
}
