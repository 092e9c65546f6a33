import type { Message } from "../../../domain/model.ts";
import { messageData, partiesOfMessage } from "../../../protocol/hook_data.ts";
import { Views } from "../../../protocol/views.ts";
import type { Moment } from "../../memory/moments.ts";
import type { BeforeStart, HookEvent } from "../../outbox.ts";
import type { SettledEvent } from "../calls.ts";
import type { EventBounds } from "../disk_bounds.ts";
import type { Sql } from "../file/sql.ts";

const COUNT = "SELECT count(*) FROM events";
const ADD = `INSERT INTO events
  (id, type, at, about, data, waits_for, message, since, due, tries)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`;
const WAITS = "SELECT 1 FROM events WHERE waits_for = ? AND message = ?";
const DROP = `DELETE FROM events WHERE number IN
  (SELECT number FROM events ORDER BY number LIMIT ?)`;
const REMOVE = "DELETE FROM events WHERE number = ?";
const POSTPONE =
  "UPDATE events SET due = ?, tries = tries + 1, answer = ? WHERE number = ?";
const CAME_BACK = `DELETE FROM events
  WHERE waits_for = ? AND tries = 0 AND due > ?`;
const WITHDRAW = `DELETE FROM events
  WHERE waits_for = ? AND message = ? AND tries = 0 AND due > ?`;
const FORGET = "DELETE FROM events WHERE instr(about, ?) > 0";
const RETRY = "UPDATE events SET due = ? WHERE id = ?";
/** A time that no event has is of a clock that was set back since. */
const RESET = "UPDATE events SET due = ? WHERE due > ?";
const APPEAR = "INSERT OR IGNORE INTO present (user) VALUES (?)";
const DISAPPEAR = "DELETE FROM present WHERE user = ?";

/** Milliseconds; no event waits for longer. */
const LONGEST = 2 * 3_600_000;

const PRESENT = "SELECT user FROM present";
/** When a message was stored last, and when a user was seen. */
const UNTIL = `SELECT max(
  (SELECT id_time FROM state),
  coalesce((SELECT max(touched_at) FROM users), 0))`;

/** What {@linkcode DiskEvents} needs. */
export interface DiskEventsOptions {
  readonly sql: Sql;
  /** Undefined: a back end is told nothing. */
  readonly events: EventBounds | undefined;
}

/** The events in the file that the back end is still to be told. */
export class DiskEvents {
  #sql: Sql;
  #bounds: EventBounds | undefined;
  #views: Views;
  #prefix = `evt_${crypto.randomUUID().replaceAll("-", "")}_`;
  #made = 0;
  /** How many there are; undefined until they are counted. */
  #size: number | undefined;
  /** How many were dropped since the start. */
  dropped = 0;

  constructor({ sql, events }: DiskEventsOptions) {
    this.#sql = sql;
    this.#bounds = events;
    this.#views = new Views({ sequence: events?.sequence ?? false });
  }

  /** How many wait. */
  get size(): number {
    return this.#size ??= Number(this.#sql.get(COUNT)?.[0]);
  }

  /** Forgets what is known, as the file has been rolled back. */
  reset(): void {
    this.#size = undefined;
  }

  /** Records that a message was stored, in the transaction that stores it. */
  created(message: Message, now: Moment): void {
    if (!this.#bounds?.records) return;
    const id = this.#prefix + (++this.#made).toString(36);
    const about = partiesOfMessage(message);
    const data = messageData(message, this.#views);
    const { createdAt: at } = message;
    this.add([{ id, type: "message.created", at, about, data }], now);
  }

  /** Adds events; over the bound the oldest are dropped. */
  add(events: readonly HookEvent[], { steady }: Moment): void {
    let { size } = this;
    for (const event of events) {
      if (this.#waits(event)) continue;
      this.#insert(event, steady);
      size++;
    }
    const surplus = size - (this.#bounds?.backlog ?? Infinity);
    if (surplus > 0) {
      this.#sql.run(DROP, surplus);
      this.dropped += surplus;
    }
    this.#size = size - Math.max(0, surplus);
  }

  /** Says what became of events that were told. */
  settle(settled: readonly SettledEvent[], { steady }: Moment): void {
    for (const { number, pause, answer } of settled) {
      if (pause === undefined) this.#remove(REMOVE, number);
      else this.#sql.run(POSTPONE, steady + pause, answer ?? "", number);
    }
  }

  cameBack(userId: string, { steady }: Moment): void {
    this.#remove(CAME_BACK, userId, steady);
  }

  withdraw(userId: string, messageId: string, { steady }: Moment): void {
    this.#remove(WITHDRAW, userId, messageId, steady);
  }

  forget(userId: string): void {
    this.#remove(FORGET, ` ${userId} `);
    this.#sql.run(DISAPPEAR, userId);
  }

  /** Makes an event due. False if there is none. */
  retry(id: string, { steady }: Moment): boolean {
    return this.#sql.run(RETRY, steady, id).changes > 0;
  }

  /** To be called at the start. */
  open({ steady }: Moment): BeforeStart {
    this.#sql.run(RESET, steady, steady + LONGEST);
    return {
      present: this.#sql.all(PRESENT).map(([user]) => user as string),
      until: Number(this.#sql.get(UNTIL)?.[0]),
    };
  }

  setPresent(userId: string, isPresent: boolean): void {
    this.#sql.run(isPresent ? APPEAR : DISAPPEAR, userId);
  }

  /** Is it waiting already, found out once more after a restart? */
  #waits({ wait, data }: HookEvent): boolean {
    const message = messageOf(data);
    return wait !== undefined && message !== undefined &&
      this.#sql.get(WAITS, wait.userId, message.id) !== undefined;
  }

  #insert(
    { id, type, at, about, data, wait }: HookEvent,
    steady: number,
  ): void {
    const since = steady + (wait?.delay ?? 0);
    const message = messageOf(data)?.id ?? null;
    this.#sql.run(
      ADD,
      id,
      type,
      at,
      ` ${about.join(" ")} `,
      JSON.stringify(data),
      wait?.userId ?? null,
      wait === undefined ? null : message,
      since,
      since,
    );
  }

  #remove(statement: string, ...values: (string | number)[]): void {
    const { size } = this;
    this.#size = size - this.#sql.run(statement, ...values).changes;
  }
}

function messageOf(data: object): { readonly id: string } | undefined {
  return (data as { message?: { id: string } }).message;
}
