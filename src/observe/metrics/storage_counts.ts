import { Durations } from "./durations.ts";
import type { Samples } from "./samples.ts";

/** Counts of calls to a storage. */
export class StorageCounts {
  storedPrivate = 0;
  storedChatroom = 0;
  #operations = new Map<string, { durations: Durations; errors: number }>();

  /** Starts a series at 0 for each of these operations. */
  expect(operations: readonly string[]): void {
    for (const each of operations) this.#of(each);
  }

  /** @param ms milliseconds @param failed by a fault, not by a refusal */
  answered(operation: string, ms: number, failed: boolean): void {
    const known = this.#of(operation);
    known.durations.observe(ms);
    if (failed) known.errors++;
  }

  /** Adds the counts to a scrape. */
  collect(samples: Samples): void {
    const stored = "gim_messages_stored_total";
    samples.add(stored, this.storedPrivate, { type: "private" });
    samples.add(stored, this.storedChatroom, { type: "chatroom" });
    for (const [operation, { durations, errors }] of this.#operations) {
      const labels = { operation };
      samples.addDurations("gim_storage_duration_seconds", durations, labels);
      samples.add("gim_storage_errors_total", errors, labels);
    }
  }

  #of(operation: string) {
    const known = this.#operations.get(operation) ??
      { durations: new Durations(), errors: 0 };
    this.#operations.set(operation, known);
    return known;
  }
}
