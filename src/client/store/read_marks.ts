import type { GimClient } from "../client.ts";

/**
 * Sends the user's read marks to the service, only the newest of each
 * conversation.
 */
export class ReadMarks {
  #client: Pick<GimClient, "read">;
  /** Marks to be sent after those on their way. */
  #wanted = new Map<string, number>();
  #underWay = new Set<string>();

  constructor(client: Pick<GimClient, "read">) {
    this.#client = client;
  }

  /**
   * The user has read a conversation up to a sequence. A mark that cannot be
   * sent is dropped; the next list of conversations is correct.
   */
  async mark(session_id: string, sequence: number): Promise<void> {
    this.#wanted.set(session_id, sequence);
    if (this.#underWay.has(session_id)) return;
    this.#underWay.add(session_id);
    for (;;) {
      const next = this.#wanted.get(session_id);
      this.#wanted.delete(session_id);
      if (next === undefined) break;
      await this.#client.read({ session_id, sequence: next }).catch(() => {});
    }
    this.#underWay.delete(session_id);
  }
}
