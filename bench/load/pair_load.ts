import { quantile } from "./numbers.ts";
import type { LeanSocket } from "./socket.ts";
import { atRate, waitUntil } from "./waiting.ts";
import {
  ageAt,
  enter,
  nextMarker,
  opAt,
  PUSH_OF_MESSAGES,
  sendFrame,
} from "./wire.ts";

/** Milliseconds that the last message has to arrive. */
const DRAIN = 2000;

/** What one round of a quiet conversation came to. */
export interface PairRound {
  /** Milliseconds from sending to arriving. */
  readonly p50: number;
  readonly p99: number;
  readonly delivered: number;
}

/** Two users, one of whom writes to the other at a steady rate. */
export class PairLoad {
  #writer: LeanSocket;
  #rate: number;
  #ages: number[] = [];

  private constructor(writer: LeanSocket, rate: number) {
    this.#writer = writer;
    this.#rate = rate;
  }

  static async open(
    { port }: { port: number },
    { rate }: { rate: number },
  ): Promise<PairLoad> {
    const writer = await enter(port, { id: "writer", peer: "reader" });
    const reader = await enter(port, { id: "reader", peer: "writer" });
    writer.listen({ onMessage: () => {} });
    const load = new PairLoad(writer, rate);
    reader.listen({
      onMessage: (bytes, start, end) => load.#take(bytes, start, end),
    });
    return load;
  }

  async round(seconds: number): Promise<PairRound> {
    this.#ages = [];
    const sent = await atRate(this.#rate, seconds, () => {
      this.#writer.write(sendFrame({ type: 2, target: "reader" }));
    });
    await waitUntil(DRAIN, () => this.#ages.length >= sent);
    const ages = this.#ages;
    return {
      p50: quantile(ages, 0.5),
      p99: quantile(ages, 0.99),
      delivered: ages.length / sent,
    };
  }

  #take(bytes: Uint8Array, start: number, end: number): void {
    if (opAt(bytes, start) !== PUSH_OF_MESSAGES) return;
    const marker = nextMarker(bytes, start, end);
    if (marker >= 0) this.#ages.push(ageAt(bytes, marker));
  }
}
