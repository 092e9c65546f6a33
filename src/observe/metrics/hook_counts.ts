import type { Samples } from "./samples.ts";

/** The counts of what a back end is told and asked. */
export class HookCounts {
  /** Events that it took. */
  delivered = 0;
  /** Tries that it did not take. */
  failed = 0;
  /** Events that it did not take for a day. */
  givenUp = 0;
  /** Read at a scrape. */
  sizes = (): { waiting: number; oldest: number; dropped: number } => ({
    waiting: 0,
    oldest: 0,
    dropped: 0,
  });
  /** Answers of the hook before a message, by what they said. */
  readonly asked = { accept: 0, reject: 0, replace: 0, failure: 0 };
  /** How many are being asked. */
  asking: () => number = () => 0;

  /** Adds the counts to a scrape. */
  collect(samples: Samples): void {
    const { waiting, oldest, dropped } = this.sizes();
    samples.add("gim_hooks_waiting", waiting);
    samples.add("gim_hooks_oldest_seconds", oldest / 1000);
    samples.add("gim_hooks_delivered_total", this.delivered);
    samples.add("gim_hooks_failed_total", this.failed);
    samples.add("gim_hooks_dropped_total", dropped, { cause: "backlog" });
    samples.add("gim_hooks_dropped_total", this.givenUp, { cause: "age" });
    for (const [answer, count] of Object.entries(this.asked)) {
      samples.add("gim_before_send_total", count, { answer });
    }
    samples.add("gim_before_send_running", this.asking());
  }
}
