import { GimTimeoutError } from "./errors.ts";
import type { ClientClock } from "./environment.ts";

/** What a {@linkcode Heartbeat} needs. */
export interface HeartbeatOptions {
  readonly clock: ClientClock;
  /** Milliseconds from an answer to the next heartbeat. */
  readonly interval: number;
  /** Sends a heartbeat; settles with the answer. */
  readonly beat: () => Promise<unknown>;
  /** How many frames of any kind have arrived so far. */
  readonly received: () => number;
  /**
   * Called when the connection is dead: nothing arrived while a heartbeat was
   * unanswered, or too many heartbeats were.
   */
  readonly onSilence: () => void;
}

/** So many unanswered heartbeats mean a dead service, whatever else arrives. */
const MAX_UNANSWERED = 3;
/** Least milliseconds between heartbeats, whatever the service says. */
const SHORTEST = 50;
/** Heartbeats within the service's heartbeat interval. */
const SHARE = 3;

/** Milliseconds between heartbeats, well within the service's interval. */
export function beatInterval(patience: number, longest: number): number {
  return Math.max(SHORTEST, Math.min(longest, patience / SHARE));
}

/**
 * Keeps a connection alive and detects when it is dead: a network that fails
 * silently shows in no other way for minutes.
 */
export class Heartbeat {
  #options: HeartbeatOptions;
  #timer: unknown;
  #stopped = false;
  #unanswered = 0;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#wait();
  }

  /** Ends it for good. */
  stop(): void {
    this.#stopped = true;
    this.#options.clock.cancel(this.#timer);
  }

  #wait(): void {
    const { clock, interval } = this.#options;
    if (!this.#stopped) this.#timer = clock.after(interval, () => this.#beat());
  }

  async #beat(): Promise<void> {
    const { beat, received, onSilence } = this.#options;
    const before = received();
    try {
      await beat();
      this.#unanswered = 0;
    } catch (error) {
      // On a slow network other frames may delay the answer for a while.
      const silent = error instanceof GimTimeoutError &&
        (received() === before || ++this.#unanswered === MAX_UNANSWERED);
      if (silent && !this.#stopped) return onSilence();
    }
    this.#wait();
  }
}
