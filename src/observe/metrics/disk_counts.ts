import { Durations } from "./durations.ts";
import type { Samples } from "./samples.ts";

/** The counts of a storage on disk. */
export class DiskCounts {
  readonly commits = new Durations();
  /** Calls that have settled. */
  calls = 0;
  failed = 0;
  /** Calls that wait, or are under way. */
  waiting: () => number = () => 0;
  bytes = { data: 0, log: 0 };
  /** Pages of messages, by where they were read. */
  pages: Readonly<Record<"memory" | "file", number>> = { memory: 0, file: 0 };

  /** Adds the counts to a scrape. */
  collect(samples: Samples): void {
    samples.addDurations("gim_disk_commit_seconds", this.commits);
    samples.add("gim_disk_calls_total", this.calls);
    samples.add("gim_disk_commits_failed_total", this.failed);
    samples.add("gim_disk_calls_waiting", this.waiting());
    for (const from of ["memory", "file"] as const) {
      samples.add("gim_disk_pages_total", this.pages[from], { from });
    }
    for (const file of ["data", "log"] as const) {
      samples.add("gim_disk_file_bytes", this.bytes[file], { file });
    }
  }
}
