import { Deque } from "@std/data-structures";
import type { RemoteCommands } from "./remote_commands.ts";

/** What {@linkcode Gate} reads of a gateway. */
type Watched = Pick<RemoteCommands, "untaken">;

/**
 * Holds requests back while a gateway does not keep up with the core, because a
 * queue between threads has no bound of its own. The waiting requests are
 * bounded by what each connection may have unanswered: a flood ends as it does
 * with one thread, with its connections closed.
 */
export class Gate {
  #limit: number;
  #watched = new Set<Watched>();
  #waiting = new Deque<() => void>();

  /** `limit` is how many items may be on their way to one gateway. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  watch(commands: Watched): void {
    this.#watched.add(commands);
  }

  forget(commands: Watched): void {
    this.#watched.delete(commands);
    this.pass(() => {});
  }

  /** Runs this after everything that waits, as far as all gateways keep up. */
  pass(run: () => void): void {
    this.#waiting.pushBack(run);
    while (this.#isOpen()) {
      const next = this.#waiting.popFront();
      if (next === undefined) return;
      next();
    }
  }

  #isOpen(): boolean {
    for (const { untaken } of this.#watched) {
      if (untaken > this.#limit) return false;
    }
    return true;
  }
}
