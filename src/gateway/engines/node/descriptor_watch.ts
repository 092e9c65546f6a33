import type { Clock, Timer } from "../../../base/clock.ts";
import type { TurnEnd, TurnJob } from "../../turn_end.ts";

/** Milliseconds between two checks. */
const LOOK = 250;
/** Error codes when the process, or the system, has no descriptor left. */
const EXHAUSTED: ReadonlySet<unknown> = new Set(["EMFILE", "ENFILE"]);

/** What {@linkcode DescriptorWatch} needs. */
export interface DescriptorWatchOptions {
  readonly clock: Pick<Clock, "after" | "cancel">;
  readonly turnEnd: Pick<TurnEnd, "addLast">;
  /** Opens a descriptor and closes it again; throws if there is none. */
  readonly tryOne?: () => void;
  /** Makes the listener accept again, in case it has stopped. */
  readonly resume: () => void;
  /** Called once when there is none left. */
  readonly onExhausted: (fault: Error) => void;
}

/**
 * Checks whether the process has run out of descriptors: a listener of Node
 * that could not accept for lack of one reports nothing, and never accepts
 * again by itself.
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

  /** A descriptor was opened: checks at the end of this turn. */
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

/**
 * The cheapest way to open a descriptor with the permissions that there are.
 */
function takeOne(): void {
  Deno.listen({ hostname: "127.0.0.1", port: 0 }).close();
}
