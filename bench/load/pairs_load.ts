import type { Extent, Load, Target } from "./load.ts";
import type { Marker } from "./marker.ts";
import type { Round } from "./measures.ts";
import { enter, gather, type Person } from "./person.ts";
import { OrderWatch, Tally, usageBetween } from "./tally.ts";
import { memoryOf } from "./usage.ts";
import { atRate, sleep, waitUntil } from "./waiting.ts";

/** Milliseconds before the measurement, so that the pairs fall out of step. */
const LEAD = 500;
/** Milliseconds for messages under way to arrive. */
const DRAIN = 2000;

/**
 * Either each keeps `window` messages unacknowledged, or all together send at
 * one `rate`.
 */
export type PairsOptions =
  & { readonly connections: number }
  & ({ readonly window: number } | { readonly rate: number });

/** Pairs of users who write to each other. */
export class PairsLoad implements Load {
  #people: Person[] = [];
  #counts: number[] = [];
  #options: PairsOptions;
  #tally: Tally;
  #pid: number;
  #memoryBefore: number;
  #sending = false;

  private constructor(target: Target, options: PairsOptions) {
    const { pid } = target;
    this.#options = options;
    this.#pid = pid;
    this.#tally = new Tally(target);
    this.#memoryBefore = memoryOf(pid);
  }

  static async open(
    target: Target,
    options: PairsOptions,
  ): Promise<PairsLoad> {
    const load = new PairsLoad(target, options);
    const { driver, port } = target;
    load.#people = await gather(options.connections, (k) => {
      const who = { id: `u${k}`, peer: `u${k ^ 1}` };
      return enter(driver, port, who, load.#eventsOf(k));
    });
    load.#counts = load.#people.map(() => 0);
    return load;
  }

  async round({ seconds }: Extent): Promise<Round[]> {
    this.#tally.reset();
    const measured = "rate" in this.#options
      ? await this.#steady(this.#options.rate, seconds)
      : await this.#closed(this.#options.window, seconds);
    const { sent, delivered, misordered } = this.#tally;
    const connections = this.#people.length;
    const memory = memoryOf(this.#pid) - this.#memoryBefore;
    return [{
      ...measured,
      ...this.#tally.ages(),
      connections,
      memory: memory / connections,
      lost: (1 - delivered / sent) * 100,
      misordered,
    }];
  }

  async #closed(window: number, seconds: number): Promise<Round> {
    this.#sending = true;
    for (const k of this.#people.keys()) this.#send(k, window);
    await sleep(LEAD);
    const before = this.#tally.reading();
    await sleep(seconds * 1000);
    const round = this.#since(before);
    this.#sending = false;
    await this.#drain();
    return round;
  }

  async #steady(rate: number, seconds: number): Promise<Round> {
    const before = this.#tally.reading();
    await atRate(rate, seconds, (time, index) => {
      this.#send(index % this.#people.length, 1, time);
    });
    const round = this.#since(before);
    await this.#drain();
    return round;
  }

  #since(before: ReturnType<Tally["reading"]>): Round {
    const after = this.#tally.reading();
    const seconds = (after.time - before.time) / 1000;
    const deliveries = after.delivered - before.delivered;
    return {
      sends: (after.acknowledged - before.acknowledged) / seconds,
      deliveries: deliveries / seconds,
      ...usageBetween(before, after, deliveries),
    };
  }

  #send(k: number, count: number, time = performance.now() * 1000): void {
    const markers: Marker[] = [];
    for (let each = 0; each < count; each++) {
      markers.push({ time, voice: 0, count: this.#counts[k]!++ });
    }
    this.#tally.sent += count;
    this.#people[k]?.send(markers);
  }

  #eventsOf(k: number) {
    const tally = this.#tally;
    const watch = new OrderWatch(1);
    return {
      onMessage: (time: number, voice: number, count: number) => {
        tally.delivered++;
        tally.age(time);
        if (!watch.isInOrder(voice, count)) tally.misordered++;
      },
      onAcknowledged: (count: number) => {
        tally.acknowledged += count;
        if (this.#sending) this.#send(k, count);
      },
    };
  }

  async #drain(): Promise<void> {
    const { sent } = this.#tally;
    const isOver = () =>
      this.#tally.acknowledged === sent && this.#tally.delivered === sent;
    await waitUntil(DRAIN, isOver);
  }
}
