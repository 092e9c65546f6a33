import { attempt } from "./attempt.ts";
import { type Clock, systemClock } from "./clock.ts";

/** Milliseconds for which turns may follow one another unless input is sought. */
export const UNSOUGHT = 1;

/** Makes the runtime look for input; see {@linkcode LoopbackProbe}. */
export interface Probe {
  /** Calls `run` once, later, when it has looked. */
  look(run: () => void): void;
}

/** The clock of the machine, whose turns let input in. */
export function inputClock(probe: Probe): Clock {
  const { elapsed, nextTurn: soon } = systemClock;
  const turns = new InputTurns({ elapsed, soon, probe });
  return { ...systemClock, nextTurn: turns.next };
}

/** What {@linkcode InputTurns} needs. */
export interface InputTurnsOptions {
  readonly elapsed: () => number;
  /** Calls `run` after what the runtime already knows of. */
  readonly soon: (run: () => void) => void;
  readonly probe: Probe;
}

/**
 * The turns of the event loop, for work that takes many of them and still lets
 * input in. The runtime looks for input where nothing else is left to do, and
 * otherwise at every 61st turn: as long as each turn asks for the next one, a
 * message would wait for up to 60 of them. Where turns have followed one another
 * for a millisecond, the next one therefore comes after a {@linkcode Probe}.
 */
export class InputTurns {
  #options: InputTurnsOptions;
  /** Turns that were asked for, except those that wait for the probe. */
  #pending = 0;
  /** Those; undefined while it is not under way. */
  #behind: (() => void)[] | undefined;
  #isInTurn = false;
  /** Since when turns have followed one another; undefined if they have not. */
  #since: number | undefined;

  constructor(options: InputTurnsOptions) {
    this.#options = options;
  }

  /** Calls `run` once, after the input that is already waiting. */
  readonly next = (run: () => void): void => {
    if (this.#behind !== undefined) return void this.#behind.push(run);
    if (this.#isLong()) return this.#probe(run);
    this.#pending++;
    this.#options.soon(() => {
      this.#pending--;
      this.#take(run);
    });
  };

  #isLong(): boolean {
    if (this.#pending === 0 && !this.#isInTurn) {
      this.#since = undefined;
      return false;
    }
    const now = this.#options.elapsed();
    this.#since ??= now;
    return now - this.#since >= UNSOUGHT;
  }

  #probe(run: () => void): void {
    this.#behind = [run];
    this.#options.probe.look(() => {
      const runs = this.#behind ?? [];
      this.#behind = this.#since = undefined;
      for (const each of runs) this.#take(each);
    });
  }

  #take(run: () => void): void {
    this.#isInTurn = true;
    attempt(run, reportError);
    // After the promises that it has settled: what awaits them is in it too.
    queueMicrotask(this.#leave);
  }

  #leave = (): void => {
    this.#isInTurn = false;
  };
}
