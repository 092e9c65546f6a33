import type { Connection } from "./hub.ts";
import type { SliceJob } from "./turn_scheduler.ts";

/** One frame on its way to the members of a chatroom. `send` never throws. */
export class Broadcast implements SliceJob {
  #receivers: readonly Connection[];
  #send: (connection: Connection) => void;
  #next = 0;

  constructor(
    receivers: readonly Connection[],
    send: (connection: Connection) => void,
  ) {
    this.#receivers = receivers;
    this.#send = send;
  }

  begin(): void {}

  end(): void {}

  fail(): void {}

  get done(): boolean {
    return this.#next >= this.#receivers.length;
  }

  step(budget: number): number {
    const slice = this.#receivers.slice(this.#next, this.#next + budget);
    this.#next += slice.length;
    for (const connection of slice) this.#send(connection);
    return slice.length;
  }
}
