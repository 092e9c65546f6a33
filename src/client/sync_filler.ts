import type { ClientEvents } from "./client_events.ts";
import { type Emitter, toError } from "./emitter.ts";
import { GimClosedError, GimReplyError } from "./errors.ts";
import type { Requests } from "./requests.ts";
import { retryPause } from "./retry_pause.ts";
import type { Environment } from "./environment.ts";
import type { Timeline } from "./timeline.ts";

/** Conversations that are synced at the same time. */
const PARALLEL = 4;

/** What a {@linkcode SyncFiller} needs. */
export interface SyncFillerOptions {
  readonly requests: Pick<Requests, "call">;
  readonly environment: Pick<Environment, "clock" | "random">;
  readonly events: Pick<Emitter<ClientEvents>, "emit">;
  /** Is the conversation still open? */
  readonly has: (timeline: Timeline) => boolean;
  /** Called when the service says that the user is not in it. */
  readonly onGone: (timeline: Timeline) => void;
  /** Ends all syncing. */
  readonly signal: AbortSignal;
}

/** What follows a page: another page, a pause, or nothing. */
type Outcome = "next" | "wait" | "stop";

/** Fills the gaps of timelines by op 207, page by page. */
export class SyncFiller {
  #options: SyncFillerOptions;
  #wanted = new Set<Timeline>();
  #waiting: Timeline[] = [];
  #active = 0;

  constructor(options: SyncFillerOptions) {
    this.#options = options;
  }

  /** Asks the service what a timeline wants to know, if anything. */
  want(timeline: Timeline): void {
    if (timeline.question === undefined || this.#wanted.has(timeline)) return;
    this.#wanted.add(timeline);
    this.#waiting.push(timeline);
    this.#pump();
  }

  #pump(): void {
    while (this.#active < PARALLEL) {
      const timeline = this.#waiting.shift();
      if (timeline === undefined) return;
      this.#run(timeline);
    }
  }

  async #run(timeline: Timeline): Promise<void> {
    this.#active++;
    const outcome = await this.#fill(timeline);
    this.#active--;
    this.#wanted.delete(timeline);
    // Something may have arrived since the last check.
    if (outcome !== "stop" && this.#goesOn(timeline)) this.want(timeline);
    this.#pump();
  }

  async #fill(timeline: Timeline): Promise<Outcome> {
    const { environment, signal } = this.#options;
    let failures = 0;
    while (this.#goesOn(timeline) && timeline.question !== undefined) {
      const outcome = await this.#page(timeline);
      if (outcome === "stop") return outcome;
      if (outcome === "next") failures = 0;
      else await retryPause(failures++, environment, signal);
    }
    return "next";
  }

  async #page(timeline: Timeline): Promise<Outcome> {
    const { requests, events, onGone } = this.#options;
    const { question } = timeline;
    if (question === undefined) return "next";
    try {
      const body = { session_id: timeline.id, ...question.request };
      const page = await requests.call("sync", body);
      if (!this.#goesOn(timeline)) return "next";
      return timeline.apply(page, question) ? "next" : "wait";
    } catch (error) {
      if (error instanceof GimClosedError) return "stop";
      if (!isGone(error)) {
        events.emit("error", toError(error));
        return "wait";
      }
      // It concerns the timeline that was asked about, not one opened again
      // since.
      if (this.#goesOn(timeline)) onGone(timeline);
      return "next";
    }
  }

  #goesOn(timeline: Timeline): boolean {
    const { signal, has } = this.#options;
    return !signal.aborted && has(timeline);
  }
}

/** The user is no member any more, or there is no such chatroom. */
function isGone(error: unknown): boolean {
  return error instanceof GimReplyError &&
    (error.code === 403 || error.code === 404);
}
