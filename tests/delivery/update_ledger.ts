import type { DeliveryClient } from "./delivery_client.ts";
import type { Journal } from "./journal.ts";
import type { Truth } from "./truth.ts";
import { RECALLED, type Reply } from "./wire.ts";
import type { Update, Where } from "./recorder.ts";

/** What is known of one user's one reaction to one message. */
interface Toggled {
  readonly key: string;
  readonly sequence: number;
  readonly userId: string;
  readonly reaction: string;
  /** Requests without an answer that says what came of them. */
  open: number;
  on: boolean;
  /** Was it asked for again before there was an answer? */
  isUnsure: boolean;
}

/** Whether edits and reactions are answered, and shown, as they should be. */
export class UpdateLedger {
  #truth: Truth;
  #journal: Journal;
  #toggled = new Map<string, Toggled>();
  /** What the service said it does not have any more. */
  #gone: Update[] = [];

  constructor(truth: Truth, journal: Journal) {
    this.#truth = truth;
    this.#journal = journal;
  }

  /** An edit, or a reaction, goes out. */
  ask(where: Where, update: Update): void {
    const { key, sequence, content, reaction, on } = update;
    if (content !== undefined) {
      this.#journal.note(where, `edits ${key} ${sequence}: ${content}`);
      return this.#truth.askEdit(content);
    }
    this.#journal.note(where, `reacts ${reaction} ${on} to ${key} ${sequence}`);
    const toggled = this.#toggledBy(where.userId, update);
    toggled.isUnsure ||= toggled.open > 0;
    toggled.open++;
  }

  /** It is answered; 403 is for what is not theirs, too late, or not allowed. */
  answer(where: Where, update: Update, { code, msg }: Reply): void {
    const { key, sequence, reaction, on = false } = update;
    this.#journal.note(where, `changed ${key} ${sequence}: ${code} ${msg}`);
    if (code === 0) this.#journal.counts.updates++;
    if (code === 404) this.#gone.push(update);
    if (code !== 0 && code !== 403 && code !== 404) {
      this.#journal.failAt(where, `update ${key} ${sequence}: ${code} ${msg}`);
    }
    if (reaction === undefined) return;
    const toggled = this.#toggledBy(where.userId, update);
    toggled.open--;
    if (code === 0) toggled.on = on;
  }

  /** What was said to be gone was evicted, or recalled. */
  check(
    historyLimit: number,
    clients: readonly DeliveryClient[],
  ): void {
    for (const { key, sequence } of this.#gone) {
      if (sequence <= this.#truth.last(key) - historyLimit) continue;
      if (this.#truth.isRecalled(key, sequence)) continue;
      this.#journal.fail(`lost: ${key} ${sequence} could not be changed`);
    }
    // The last device of each user has read it all from the service.
    const last = new Map(clients.map((each) => [each.userId, each]));
    for (const each of this.#toggled.values()) {
      if (each.open > 0 || each.isUnsure) continue;
      this.#checkShown(each, last.get(each.userId));
    }
  }

  #checkShown(toggled: Toggled, client: DeliveryClient | undefined): void {
    const { key, sequence, reaction, on } = toggled;
    const message = client?.views.get(key)?.messages.get(sequence);
    if (message === undefined || message.status === RECALLED) return;
    const shown = message.reactions?.find((each) => each.reaction === reaction);
    if ((shown?.mine ?? false) === on) return;
    const { device = "" } = client ?? {};
    this.#journal.fail(
      `${device} ${key} ${sequence}: ${reaction} is ${!on}, not ${on}`,
    );
  }

  #toggledBy(userId: string, { key, sequence, reaction = "" }: Update) {
    const name = `${key} ${sequence} ${userId} ${reaction}`;
    const known = this.#toggled.get(name);
    if (known !== undefined) return known;
    const place = { key, sequence, userId, reaction };
    const toggled = { ...place, open: 0, on: false, isUnsure: false };
    this.#toggled.set(name, toggled);
    return toggled;
  }
}
