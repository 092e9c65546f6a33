import { isParty, isPrivate } from "./wire.ts";
import type { Moment, Move } from "./recorder.ts";

/** From one moment to another. */
export interface Span {
  readonly from: Moment;
  readonly until: Moment;
}

/** A time during which a user was certainly a member. */
export interface Membership {
  /** When the user first asked to join, and when that was answered. */
  readonly asked: Moment;
  readonly from: Moment;
  /** When the user first asked to leave. */
  until: Moment;
}

interface Record {
  readonly memberships: Membership[];
  /** When the join under way was first asked for. */
  asked: Moment | undefined;
  /** When anything was last asked for. */
  lastAsked: Moment;
  /** When the user last asked to leave, or others to remove them. */
  lastLeave: Moment;
  /** Removals by others of which nobody knows whether they have happened. */
  expulsions: number;
  /**
   * When the membership was asked for that perhaps goes on, as a removal may not
   * have happened.
   */
  maybeAsked: Moment | undefined;
}

/** Who is in which room, as far as it is certain. */
export class Memberships {
  #records = new Map<string, Record>();

  /** A join or leave goes out, perhaps again. */
  ask(userId: string, room: string, how: Move, moment: Moment): void {
    const record = this.#record(userId, room);
    record.lastAsked = moment;
    if (how === "join") {
      record.asked ??= moment;
      return;
    }
    record.maybeAsked = undefined;
    this.#end(record, moment);
  }

  /** Somebody asks to remove the user: they may be no member any more. */
  expelling(userId: string, room: string, moment: Moment): void {
    const record = this.#record(userId, room);
    record.expulsions++;
    record.maybeAsked ??= record.memberships.at(-1)?.asked ?? record.asked;
    this.#end(record, moment);
  }

  /** That has happened by now, or will not. */
  expelled(userId: string, room: string, moment: Moment): void {
    const record = this.#record(userId, room);
    record.expulsions--;
    this.#end(record, moment);
  }

  /** So has whatever was not answered. */
  settle(moment: Moment): void {
    for (const record of this.#records.values()) {
      if (record.expulsions > 0) this.#end(record, moment);
      record.expulsions = 0;
    }
  }

  /** A join has been answered 0, with nothing more asked for meanwhile. */
  enter(
    userId: string,
    room: string,
    { asked, moment }: { asked: Moment; moment: Moment },
  ): void {
    const record = this.#record(userId, room);
    const { asked: first, memberships } = record;
    if (first === undefined || record.lastAsked !== asked) return;
    record.asked = undefined;
    record.maybeAsked ??= record.expulsions > 0 ? first : undefined;
    if (record.expulsions > 0) return;
    if (this.isMember(userId, room)) return;
    const since = record.maybeAsked ?? first;
    record.maybeAsked = undefined;
    memberships.push({ asked: since, from: moment, until: Infinity });
  }

  /** Is the user certainly a member? */
  isMember(userId: string, room: string): boolean {
    const { memberships } = this.#record(userId, room);
    return memberships.at(-1)?.until === Infinity;
  }

  /** Since when the user has certainly been a member, who still is. */
  currentSince(userId: string, room: string): Moment | undefined {
    const current = this.#record(userId, room).memberships.at(-1);
    return current?.until === Infinity ? current.from : undefined;
  }

  /** Can the user have been told of a conversation? */
  mayHearOf(userId: string, key: string): boolean {
    if (isPrivate(key)) return isParty(key, userId);
    return this.#record(userId, key.slice(2)).lastAsked > 0;
  }

  /** Was the user certainly in a conversation for all of this time? */
  tookPart(userId: string, key: string, time: Span): boolean {
    if (isPrivate(key)) return isParty(key, userId);
    return this.during(userId, key.slice(2), time) !== undefined;
  }

  /** Has the user asked to leave, or been removed, since a moment? */
  leftSince(userId: string, room: string, moment: Moment): boolean {
    const { lastLeave, expulsions } = this.#record(userId, room);
    return expulsions > 0 || lastLeave > moment;
  }

  /** The membership that all this time was part of. */
  during(
    userId: string,
    room: string,
    time: Span,
  ): Membership | undefined {
    return this.#record(userId, room).memberships.find(({ from, until }) =>
      from < time.from && time.until < until
    );
  }

  #end(record: Record, moment: Moment): void {
    record.lastLeave = moment;
    record.asked = undefined;
    const current = record.memberships.at(-1);
    if (current !== undefined) current.until = Math.min(current.until, moment);
  }

  #record(userId: string, room: string): Record {
    const name = `${userId} ${room}`;
    const known = this.#records.get(name);
    if (known !== undefined) return known;
    const record = {
      memberships: [],
      asked: undefined,
      lastAsked: 0,
      lastLeave: 0,
      expulsions: 0,
      maybeAsked: undefined,
    };
    this.#records.set(name, record);
    return record;
  }
}
