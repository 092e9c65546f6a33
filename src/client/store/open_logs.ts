import { MessageLog, type MessageLogOptions } from "./message_log.ts";

/** The open logs, each until its last user closes it. */
export class OpenLogs {
  #options: Omit<MessageLogOptions, "onClose">;
  #open = new Map<string, { readonly log: MessageLog; count: number }>();

  constructor(options: Omit<MessageLogOptions, "onClose">) {
    this.#options = options;
  }

  /** The log of a conversation, if it is open. */
  get(id: string): MessageLog | undefined {
    return this.#open.get(id)?.log;
  }

  /** The same, opened if needed; to be closed as often as it was opened. */
  open(id: string): MessageLog {
    const known = this.#open.get(id);
    if (known !== undefined) {
      known.count++;
      return known.log;
    }
    const onClose = () => this.#close(log);
    const log: MessageLog = new MessageLog(id, { ...this.#options, onClose });
    this.#open.set(id, { log, count: 1 });
    return log;
  }

  [Symbol.iterator](): Iterator<MessageLog> {
    return [...this.#open.values()].map(({ log }) => log).values();
  }

  /** Ends all of them, whoever shows them. */
  end(): void {
    for (const log of this) log.end();
    this.#open.clear();
  }

  /**
   * A log of an earlier user is still closed by whoever showed it, but is no
   * longer known here.
   */
  #close(log: MessageLog): void {
    const known = this.#open.get(log.id);
    if (known?.log !== log) return;
    known.count--;
    if (known.count > 0) return;
    log.end();
    this.#open.delete(log.id);
  }
}
