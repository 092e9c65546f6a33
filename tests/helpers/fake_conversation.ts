import type { SyncRequest } from "../../src/client/question.ts";
import type { ChangeEvent } from "../../src/client/changes.ts";
import type { Message, SyncPage } from "../../src/protocol/responses.ts";
import { message } from "./kept.ts";

/** A conversation of the service, in the words of the wire. */
export class FakeConversation {
  readonly id = "1:room";
  #messages: Message[] = [];
  #changes: number[] = [];
  #evicted = 0;
  /** Most messages of a page, whatever count is asked for. */
  room = Infinity;
  #prefix: string;
  #lives = 0;

  /** Its messages' ids begin with `prefix`. */
  constructor(prefix = "m") {
    this.#prefix = prefix;
  }

  /** The newest sequence. */
  get last(): number {
    return this.#messages.length;
  }

  /** How many changes there have been. */
  get changes(): number {
    return this.#changes.length;
  }

  /** The sequences of recalled messages, ascending. */
  get recalled(): number[] {
    return this.#changes.toSorted((a, b) => a - b);
  }

  /** Adds messages. */
  append(count: number): void {
    for (let added = 0; added < count; added++) {
      const sequence = this.last + 1;
      this.#messages.push({
        ...message(sequence, this.id),
        id: `${this.#prefix}${"~".repeat(this.#lives)}${sequence}`,
        sender: { id: "ann", name: "Ann" },
      });
    }
  }

  /** A replica without the newest messages, and without their recalls, takes over. */
  lose(count: number): void {
    this.#lives++;
    this.#messages.splice(Math.max(0, this.last - count));
    this.#changes = this.#changes.filter((sequence) => sequence <= this.last);
    this.#evicted = Math.min(this.last, this.#evicted);
  }

  /** The last recall is lost, the message is not. */
  loseRecall(): void {
    const sequence = this.#changes.pop();
    if (sequence === undefined) return;
    const message = this.#messages[sequence - 1]!;
    this.#messages[sequence - 1] = { ...message, status: 1 };
  }

  /** The ids of its messages, in their order. */
  get ids(): string[] {
    return this.#messages.map(({ id }) => id);
  }

  /** Forgets the oldest. */
  evict(count: number): void {
    this.#evicted = Math.min(this.last, this.#evicted + count);
  }

  /** Some messages as they were pushed: a push may be older than a recall. */
  slice(from: number, count: number): Message[] {
    return this.#messages.slice(from, from + count);
  }

  /** Recalls the message at an index; undefined when there is nothing to do. */
  recall(index: number): ChangeEvent | undefined {
    const message = this.#messages[index];
    const isKept = index >= this.#evicted;
    if (message === undefined || message.status === 2 || !isKept) return;
    this.#messages[index] = { ...message, status: 2, content: "" };
    const { id: message_id, sequence } = message;
    this.#changes.push(sequence);
    const about = { session_id: this.id, message_id, sequence };
    return { event: "recalled", ...about, change: this.changes };
  }

  /** The answer of op 207: no more than a page has room for. */
  sync({ after_sequence, changed_after, ...asked }: SyncRequest): SyncPage {
    const count = Math.min(asked.count, this.room);
    const start = Math.max(after_sequence, this.#evicted);
    const items = this.slice(start, count);
    const changed = this.#changes.slice(changed_after, changed_after + count);
    return {
      items,
      has_more: (items.at(-1)?.sequence ?? this.last) < this.last,
      last_sequence: this.last,
      first_sequence: this.#evicted + 1,
      complete: after_sequence >= this.#evicted,
      read_sequence: 0,
      peer_read_sequence: 0,
      last_change: Math.min(changed_after + changed.length, this.changes),
      changes: changed.filter((sequence) => sequence > this.#evicted)
        .flatMap((sequence) => this.slice(sequence - 1, 1)),
      more_changes: changed_after + count < this.changes,
    };
  }
}
