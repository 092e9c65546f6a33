import type { Clock, Timer } from "../../src/clock.ts";
import type { Link } from "./transport.ts";
import type { Frame, Reply } from "./wire.ts";

interface Waiting {
  readonly op: number;
  readonly seq: number;
  readonly resolve: (reply: Reply | undefined) => void;
}

/** What {@linkcode Exchange} needs. */
export interface ExchangeOptions {
  readonly link: Link;
  readonly clock: Clock;
  /** Milliseconds after which a reply will not come any more. */
  readonly patience: number;
  readonly onSilence: () => void;
  /** Told of a reply that is not the next one due: no more can be relied on. */
  readonly onFault: (text: string) => void;
}

/** The requests and replies of one connection. */
export class Exchange {
  #options: ExchangeOptions;
  #waiting: Waiting[] = [];
  #lastSeq = 0;
  #watch: Timer | undefined;
  #open = true;

  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

  /** False once the connection is known to have ended. */
  get open(): boolean {
    return this.#open;
  }

  /** Requests without a reply. */
  get unanswered(): number {
    return this.#waiting.length;
  }

  /** Makes a request; undefined when the connection ends before its reply. */
  ask(op: number, body?: object): Promise<Reply | undefined> {
    if (!this.#open) return Promise.resolve(undefined);
    const seq = ++this.#lastSeq;
    const { promise, resolve } = Promise.withResolvers<Reply | undefined>();
    this.#waiting.push({ op, seq, resolve });
    this.#watch ??= this.#watchFor(seq);
    this.#options.link.send(JSON.stringify({ op, seq, body }));
    return promise;
  }

  /** Takes a reply: each request gets one, in their order. */
  take({ op, seq, body }: Frame): void {
    const due = this.#waiting[0];
    if (due !== undefined && due.seq === seq && due.op + 1 === op) {
      this.#waiting.shift();
      return due.resolve(body as Reply);
    }
    const wanted = due === undefined ? "none" : `${due.op + 1}/${due.seq}`;
    this.#options.onFault(`got reply ${op}/${seq}: ${wanted} was due`);
  }

  /** The connection has ended: nobody waits any more. */
  end(): void {
    this.#open = false;
    this.#options.clock.cancel(this.#watch);
    for (const { resolve } of this.#waiting.splice(0)) resolve(undefined);
  }

  /** Looks whether the oldest request of now is answered in time. */
  #watchFor(seq: number): Timer {
    const { clock, patience, onSilence } = this.#options;
    return clock.after(patience, () => {
      this.#watch = undefined;
      const oldest = this.#waiting[0];
      if (oldest === undefined) return;
      if (oldest.seq <= seq) return onSilence();
      this.#watch = this.#watchFor(oldest.seq);
    });
  }
}
