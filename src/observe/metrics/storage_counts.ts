import { Durations } from "./durations.ts";
import type { Samples } from "./samples.ts";

/** Counts of the calls of one operation of a storage. */
export class StorageCalls {
  readonly durations = new Durations();
  errors = 0;

  /** @param ms milliseconds @param failed by a fault, not by a refusal */
  answered(ms: number, failed: boolean): void {
    this.durations.observe(ms);
    if (failed) this.errors++;
  }
}

/** Counts of calls to a storage. */
export class StorageCounts {
  storedPrivate = 0;
  storedChatroom = 0;
  #operations = new Map<string, StorageCalls>();

  /** Starts a series at 0 for each of these operations. */
  expect(operations: readonly string[]): void {
    for (const each of operations) this.of(each);
  }

  /** The counts of an operation. */
  of(operation: string): StorageCalls {
    const known = this.#operations.get(operation);
    if (known !== undefined) return known;
    const calls = new StorageCalls();
    this.#operations.set(operation, calls);
    return calls;
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
}
