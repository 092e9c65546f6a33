import type { Load, Target } from "./load.ts";
import type { Round } from "./measures.ts";
import { enter, gather, type Person } from "./person.ts";
import { summary, usageBetween } from "./tally.ts";
import { memoryOf, usageOf } from "./usage.ts";
import { sleep } from "./waiting.ts";

/** Milliseconds for the events of joining and leaving. */
const SETTLE = 1000;
/** Members of a chatroom. */
const ROOM = 100;

/** So many clients. */
export interface StormOptions {
  readonly connections: number;
}

/** All clients drop and come back at once: connect, log in, join. */
export class StormLoad implements Load {
  #target: Target;
  #connections: number;
  #people: Person[] = [];
  #memoryBefore: number;

  private constructor(target: Target, { connections }: StormOptions) {
    this.#target = target;
    this.#connections = connections;
    this.#memoryBefore = memoryOf(target.pid);
  }

  static async open(
    target: Target,
    options: StormOptions,
  ): Promise<StormLoad> {
    const load = new StormLoad(target, options);
    await load.#enter();
    return load;
  }

  async round(): Promise<Round[]> {
    await sleep(SETTLE);
    const before = this.#reading();
    await Promise.all(this.#people.map((person) => person.close()));
    const times = await this.#enter();
    const after = this.#reading();
    const elapsed = after.time - before.time;
    const memory = memoryOf(this.#target.pid) - this.#memoryBefore;
    return [{
      connections: this.#connections,
      sends: this.#connections / elapsed * 1000,
      ...summary(times),
      ...usageBetween(before, after, this.#connections),
      memory: memory / this.#connections,
    }];
  }

  /** Returns how long each took, measured from the start of the first. */
  async #enter(): Promise<number[]> {
    const { driver, port } = this.#target;
    const nothing = { onMessage: () => {}, onAcknowledged: () => {} };
    const times: number[] = [];
    const started = performance.now();
    this.#people = await gather(this.#connections, async (k) => {
      const who = { id: `u${k}`, room: `r${Math.floor(k / ROOM)}` };
      const person = await enter(driver, port, who, nothing);
      times.push(performance.now() - started);
      return person;
    }, this.#connections);
    return times;
  }

  #reading() {
    return { time: performance.now(), usage: usageOf(this.#target) };
  }
}
