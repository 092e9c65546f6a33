import { Durations } from "./durations.ts";
import { Faults } from "./faults.ts";
import type { Labels, Samples } from "./samples.ts";

const METHODS = "GET HEAD POST PUT PATCH DELETE OPTIONS".split(" ");
/** The route of a login. */
const LOGIN = "/login";
/** Its 503 describes the service and is no fault. */
const READINESS = "/readyz";

/** A request that was answered. */
export interface HttpRequest {
  readonly method: string;
  /** The route's pattern; never the path, which contains ids. */
  readonly route: string;
  readonly status: number;
}

/** Counts of HTTP requests. */
export class HttpCounts {
  #series = new Map<string, { labels: Labels; durations: Durations }>();

  /** @param ms milliseconds */
  answered({ method, route, status }: HttpRequest, ms: number): void {
    // A client can send any method.
    const known = METHODS.includes(method) ? method : "other";
    const labels = { method: known, route, status };
    const key = `${known} ${route} ${status}`;
    const series = this.#series.get(key) ??
      { labels, durations: new Durations() };
    this.#series.set(key, series);
    series.durations.observe(ms);
  }

  /** Adds the counts to a scrape. */
  collect(samples: Samples): void {
    const faults = new Faults("http");
    for (const { labels, durations } of this.#series.values()) {
      const name = "gim_http_request_duration_seconds";
      samples.addDurations(name, durations, labels);
      if (labels.route !== READINESS) {
        faults.add(labels.status as number, durations.count);
      }
      if (labels.route !== LOGIN) continue;
      const code = labels.status === 200 ? 0 : labels.status as number;
      samples.add("gim_logins_total", durations.count, { code });
    }
    faults.collect(samples);
  }
}
