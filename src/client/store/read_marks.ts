import type { GimClient } from "../client.ts";

/** Tells the service how far its user has read: of each conversation the newest. */
export class ReadMarks {
  #client: Pick<GimClient, "read">;
  /** What is to be told once what is under way has been. */
  #wanted = new Map<string, number>();
  #underWay = new Set<string>();

  constructor(client: Pick<GimClient, "read">) {
    this.#client = client;
  }

  /**
   * The user has read a conversation up to a sequence. One that cannot be told is
   * let go: the next list of conversations has the truth.
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
