import type { Who } from "../load/dialects.ts";
import { quantile } from "../load/numbers.ts";
import { enter, gather, type Person } from "../load/person.ts";
import { sleep, waitUntil } from "../load/waiting.ts";
import type { Setup } from "./setup.ts";

/** Milliseconds before the measured ones, so that all are under way. */
const LEAD = 300;
/** Milliseconds that what is under way at the end has to be answered. */
const DRAIN = 5000;

/** A way of talking: each who talks has one message unanswered at a time. */
export interface Talk {
  readonly name: string;
  /** Clients, of whom every one talks. */
  readonly clients: number;
  /** To whom the `at`-th client writes. */
  readonly who: (at: number) => Who;
}

/** The two that are measured. */
export const TALKS: readonly Talk[] = [
  {
    name: "private",
    clients: 32,
    // With two nodes the two of each pair are on different ones.
    who: (at) => ({ id: `u${at}`, peer: `u${at ^ 1}` }),
  },
  {
    name: "chatroom",
    clients: 16,
    who: (at) => ({ id: `m${at}`, room: "r" }),
  },
];

/** What a round came to. */
export interface Round {
  /** Answered in a second. */
  readonly sends: number;
  /** Milliseconds until 99 of 100 were answered. */
  readonly p99: number;
  /** Milliseconds until 99 of 100 were at one who receives them. */
  readonly deliveredP99: number;
  /** Microseconds of CPU for a send. */
  readonly gim: number;
  readonly redis: number;
}

/** The clients of a talk, who are connected. */
export class Talkers {
  #setup: Setup;
  #people: Person[] = [];
  #sentAt: number[] = [];
  #waits: number[] = [];
  #ages: number[] = [];
  #sent = 0;
  #answered = 0;
  #talking = false;

  private constructor(setup: Setup) {
    this.#setup = setup;
  }

  static async enter(setup: Setup, talk: Talk): Promise<Talkers> {
    const talkers = new Talkers(setup);
    talkers.#people = await gather(
      talk.clients,
      (at) =>
        enter("gim", setup.portOf(at), talk.who(at), {
          onMessage: (time) => talkers.#age(time),
          onAcknowledged: () => talkers.#acknowledged(at),
        }),
    );
    return talkers;
  }

  /** Has all of them talk for some seconds. */
  async round(seconds: number): Promise<Round> {
    this.#talking = true;
    for (const at of this.#people.keys()) this.#send(at);
    await sleep(LEAD);
    const before = this.#setup.cpu();
    const began = performance.now();
    [this.#answered, this.#waits, this.#ages] = [0, [], []];
    await sleep(seconds * 1000);
    const elapsed = (performance.now() - began) / 1000;
    const after = this.#setup.cpu();
    const answered = this.#answered;
    const round = {
      sends: answered / elapsed,
      p99: quantile(this.#waits, 0.99),
      deliveredP99: quantile(this.#ages, 0.99),
      gim: (after.gim - before.gim) / answered * 1000,
      redis: (after.redis - before.redis) / answered * 1000,
    };
    await this.#rest();
    return round;
  }

  /** Sends so many messages, one after the other. */
  async few(count: number): Promise<void> {
    this.#talking = false;
    for (let each = 0; each < count; each++) {
      this.#send(each % this.#people.length);
      await waitUntil(DRAIN, () => this.#sent === 0);
    }
  }

  async close(): Promise<void> {
    for (const person of this.#people) await person.close();
  }

  async #rest(): Promise<void> {
    this.#talking = false;
    await waitUntil(DRAIN, () => this.#sent === 0);
  }

  #send(at: number): void {
    const now = performance.now();
    this.#sentAt[at] = now;
    this.#sent++;
    const time = Math.round(now * 1000);
    this.#people[at]!.send([{ time, voice: 0, count: 0 }]);
  }

  #acknowledged(at: number): void {
    this.#sent--;
    this.#answered++;
    this.#waits.push(performance.now() - this.#sentAt[at]!);
    if (this.#talking) this.#send(at);
  }

  #age(time: number): void {
    this.#ages.push(performance.now() - time / 1000);
  }
}
