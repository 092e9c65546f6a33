import type { Clock, Timer } from "../../../base/clock.ts";
import type { TurnEnd, TurnJob } from "../../turn_end.ts";

/** Milliseconds between two looks. */
const LOOK = 250;
/** What the system says where there are none left for the process, or at all. */
const EXHAUSTED: ReadonlySet<unknown> = new Set(["EMFILE", "ENFILE"]);

/** What {@linkcode DescriptorWatch} needs. */
export interface DescriptorWatchOptions {
  readonly clock: Pick<Clock, "after" | "cancel">;
  readonly turnEnd: Pick<TurnEnd, "addLast">;
  /** Takes a descriptor and gives it back; throws where there is none. */
  readonly tryOne?: () => void;
  /** Has the listener accept again, in case that it stopped. */
  readonly resume: () => void;
  /** Told once that there is none left. */
  readonly onExhausted: (fault: Error) => void;
}

/**
 * Looks whether the process has run out of descriptors: a listener of Node's that
 * could not accept for want of one tells nobody, and never accepts again by
 * itself.
 */
export class DescriptorWatch implements TurnJob {
  #options: DescriptorWatchOptions;
  #timer: Timer;
  #isDue = false;
  #isOver = false;

  constructor(options: DescriptorWatchOptions) {
    this.#options = options;
    this.#arm();
  }

  /** A descriptor more is taken: it is looked at the end of this turn. */
  taken(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.#options.turnEnd.addLast(this);
  }

  endTurn(): void {
    this.#isDue = false;
    this.#look();
  }

  stop(): void {
    this.#isOver = true;
    this.#options.clock.cancel(this.#timer);
  }

  #arm(): void {
    this.#timer = this.#options.clock.after(LOOK, () => {
      this.#look();
      if (this.#isOver) return;
      this.#options.resume();
      this.#arm();
    });
  }

  #look(): void {
    if (this.#isOver) return;
    const { tryOne = takeOne, onExhausted } = this.#options;
    try {
      tryOne();
    } catch (fault) {
      const { code } = fault as { code?: unknown };
      if (!EXHAUSTED.has(code)) return;
      this.stop();
      onExhausted(fault as Error);
    }
  }
}

/** The least that takes a descriptor at once, with the permission there is. */
function takeOne(): void {
  Deno.listen({ hostname: "127.0.0.1", port: 0 }).close();
}
