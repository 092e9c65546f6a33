import { Deque } from "@std/data-structures";
import type { RemoteCommands } from "./remote_commands.ts";

/** What {@linkcode Gate} needs to know of a gateway. */
type Watched = Pick<RemoteCommands, "untaken">;

/**
 * Holds requests back while a gateway does not keep up with what the core tells
 * it: a queue between threads has no bound of its own. The requests that wait
 * are bounded by what the connections may have unanswered, so a flood ends as a
 * flood does on one thread: its connections are closed.
 */
export class Gate {
  #limit: number;
  #watched = new Set<Watched>();
  #waiting = new Deque<() => void>();

  /** `limit` is the number of items that one gateway may have to take yet. */
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

  /** Runs what waited and then this, as far as all gateways keep up. */
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
