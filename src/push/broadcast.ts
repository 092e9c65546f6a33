import type { Connection } from "./hub.ts";
import type { SliceJob } from "./slices.ts";

/** What a {@linkcode Broadcast} does with its receivers. */
export interface BroadcastOptions {
  /** Its turn has come. */
  readonly onBegin: () => void;
  readonly send: (connection: Connection) => void;
}

/** One frame on its way to the members of a chatroom. */
export class Broadcast implements SliceJob {
  #receivers: readonly Connection[];
  #options: BroadcastOptions;
  #next = 0;

  constructor(receivers: readonly Connection[], options: BroadcastOptions) {
    this.#receivers = receivers;
    this.#options = options;
  }

  begin(): void {
    this.#options.onBegin();
  }

  end(): void {}

  get done(): boolean {
    return this.#next >= this.#receivers.length;
  }

  step(budget: number): number {
    const slice = this.#receivers.slice(this.#next, this.#next + budget);
    this.#next += slice.length;
    for (const connection of slice) this.#options.send(connection);
    return slice.length;
  }
}
