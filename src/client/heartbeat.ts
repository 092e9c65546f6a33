import { GimTimeoutError } from "./errors.ts";
import type { ClientClock } from "./environment.ts";

/** What a {@linkcode Heartbeat} needs. */
export interface HeartbeatOptions {
  readonly clock: ClientClock;
  /** Milliseconds from an answer to the next question. */
  readonly interval: number;
  /** Asks the service whether it is there. */
  readonly beat: () => Promise<unknown>;
  /** How many frames have come so far, of any kind. */
  readonly received: () => number;
  /**
   * Nothing came while an answer was awaited, or too many answers did not: the
   * connection is dead.
   */
  readonly onSilence: () => void;
}

/** Heartbeats without an answer, whatever else comes, that make a dead service. */
const MAX_UNANSWERED = 3;
/** Milliseconds between heartbeats at least, whatever the service says. */
const SHORTEST = 50;
/** The part of the service's heartbeat interval after which to speak. */
const SHARE = 3;

/** Milliseconds between heartbeats: well within the service's patience. */
export function beatInterval(patience: number, longest: number): number {
  return Math.max(SHORTEST, Math.min(longest, patience / SHARE));
}

/**
 * Keeps a connection alive and finds out when it is not: a network that went
 * away without a word shows in no other way for minutes.
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

  /** Ends it, for good. */
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
      // Other frames may hold the answer up on a slow network, for a while.
      const silent = error instanceof GimTimeoutError &&
        (received() === before || ++this.#unanswered === MAX_UNANSWERED);
      if (silent && !this.#stopped) return onSilence();
    }
    this.#wait();
  }
}
