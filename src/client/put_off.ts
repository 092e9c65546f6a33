import type { ClientClock } from "./environment.ts";

/** A call as far as it can be put off. */
export interface Deferrable {
  /** Calls with the same topic keep their order. */
  readonly topic: string;
  /** Later calls have greater numbers. */
  readonly number: number;
  /** Does nobody wait for the reply any more? */
  readonly givenUp: boolean;
}

/** The calls about one topic that wait, in the order in which they were made. */
interface Line<C> {
  readonly calls: C[];
  /** Runs until the service may take the next call. */
  timer: unknown;
}

/**
 * Calls that the service does not take yet (429). While one is put off, later
 * calls about the same topic wait behind it, so that they keep their order and
 * are not refused as well. When the time is over they are tried one at a time.
 */
export class PutOff<C extends Deferrable> {
  #lines = new Map<string, Line<C>>();
  #clock: ClientClock;
  #retry: (call: C) => void;

  constructor(clock: ClientClock, retry: (call: C) => void) {
    this.#clock = clock;
    this.#retry = retry;
  }

  /** How many calls wait here. */
  get size(): number {
    let size = 0;
    for (const { calls } of this.#lines.values()) size += calls.length;
    return size;
  }

  /** Puts a call off that was refused, for so many milliseconds. */
  add(call: C, delay: number): void {
    const line = this.#lines.get(call.topic) ??
      { calls: [], timer: undefined };
    this.#lines.set(call.topic, line);
    insert(line.calls, call);
    line.timer ??= this.#clock.after(delay, () => {
      line.timer = undefined;
      this.next(call.topic);
    });
  }

  /** Takes a call that has to wait behind others; returns whether it has. */
  queue(call: C): boolean {
    const line = this.#lines.get(call.topic);
    if (line !== undefined) insert(line.calls, call);
    return line !== undefined;
  }

  /** A call was answered: the next one of its topic is tried. */
  next(topic: string): void {
    const line = this.#lines.get(topic);
    if (line === undefined || line.timer !== undefined) return;
    const call = line.calls.shift();
    if (call === undefined) this.#lines.delete(topic);
    else if (call.givenUp) this.next(topic);
    else this.#retry(call);
  }

  /** Nobody waits for a call any more. */
  remove(call: C): void {
    const calls = this.#lines.get(call.topic)?.calls ?? [];
    const index = calls.indexOf(call);
    if (index >= 0) calls.splice(index, 1);
  }

  /** Returns all calls, none of which is put off any more. */
  clear(): C[] {
    const lines = [...this.#lines.values()];
    this.#lines.clear();
    for (const { timer } of lines) this.#clock.cancel(timer);
    return lines.flatMap(({ calls }) => calls);
  }
}

function insert<C extends Deferrable>(calls: C[], call: C): void {
  const at = 1 + calls.findLastIndex(({ number }) => number < call.number);
  calls.splice(at, 0, call);
}
