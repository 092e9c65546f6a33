import type { Load, Target } from "./load.ts";
import type { Round } from "./measures.ts";
import { enter, gather, type Person } from "./person.ts";
import { cpuOf, memoryOf } from "./usage.ts";
import { sleep, waitUntil } from "./waiting.ts";

/** Milliseconds for a server to settle after something happened. */
const SETTLE = 2000;
/** Quiet milliseconds in which a server may give memory back. */
const QUIET = 15_000;
/** Milliseconds for one message of every connection to arrive. */
const PATIENCE = 10_000;
/** Connections that write at once. */
const BURST = 100;

/** Connections that are idle, and then write once. */
export interface IdleOptions {
  readonly connections: number;
  /** Messages that each sends to its peer. */
  readonly messages: number;
}

/** The memory of connections: idle, after traffic, and gone. */
export class IdleLoad implements Load {
  #target: Target;
  #options: IdleOptions;
  #people: Person[] = [];
  #delivered = 0;

  constructor(target: Target, options: IdleOptions) {
    this.#target = target;
    this.#options = options;
  }

  async round(): Promise<Round[]> {
    const { connections } = this.#options;
    const before = memoryOf(this.#target.pid);
    const take = (): Round => ({
      connections: this.#people.length,
      memory: (memoryOf(this.#target.pid) - before) / connections,
    });
    await this.#enter();
    await sleep(SETTLE);
    const idle = { ...take(), ...await this.#quietCpu() };
    await this.#talk();
    const busy = take();
    await sleep(QUIET);
    const quiet = take();
    await Promise.all(this.#people.map((person) => person.close()));
    this.#people = [];
    await sleep(QUIET);
    return [idle, busy, quiet, take()];
  }

  async #enter(): Promise<void> {
    const { driver, port } = this.#target;
    this.#people = await gather(this.#options.connections, (k) => {
      const who = { id: `u${k}`, peer: `u${k ^ 1}` };
      return enter(driver, port, who, {
        onMessage: () => this.#delivered++,
        onAcknowledged: () => {},
      });
    });
  }

  /** Percent of a core that connections cost while nothing happens. */
  async #quietCpu(): Promise<Round> {
    const before = cpuOf(this.#target.pid);
    await sleep(SETTLE);
    return { server: (cpuOf(this.#target.pid) - before) / SETTLE * 100 };
  }

  /** All connections write, a few at a time, so that nothing piles up. */
  async #talk(): Promise<void> {
    this.#delivered = 0;
    let sent = 0;
    for (let round = 0; round < this.#options.messages; round++) {
      for (const [k, person] of this.#people.entries()) {
        person.send([{ time: 0, voice: 0, count: round }]);
        sent++;
        if (k % BURST !== 0) continue;
        await waitUntil(PATIENCE, () => sent - this.#delivered <= BURST);
      }
    }
    await waitUntil(PATIENCE, () => this.#delivered >= sent);
  }
}
