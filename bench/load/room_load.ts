import type { Extent, Load, Target } from "./load.ts";
import type { Round } from "./measures.ts";
import { enter, gather, type Person } from "./person.ts";
import { OrderWatch, Tally, usageBetween } from "./tally.ts";
import { memoryOf } from "./usage.ts";
import { atRate, sleep, waitUntil } from "./waiting.ts";

/** One in so many members measures the latency of what it receives. */
const SAMPLE = 20;
/** Milliseconds for messages under way to arrive. */
const DRAIN = 3000;
/** Milliseconds for the events that joining causes. */
const SETTLE = 1500;
/** Deliveries per second while a server is only warmed up. */
const GENTLE = 20_000;
/** A round ends when so many deliveries are due: no server would catch up. */
const MAX_BEHIND = 1_000_000;

/** Chatrooms, some of whose members send. */
export interface RoomOptions {
  /** In all chatrooms together. */
  readonly members: number;
  /** How many chatrooms share the members and senders; 1 if not given. */
  readonly rooms?: number;
  readonly senders: number;
  /** Messages in a second, of all senders together. */
  readonly rate: number;
}

/** Chatrooms, some of whose members send at a steady rate. */
export class RoomLoad implements Load {
  #people: Person[] = [];
  #options: RoomOptions;
  #tally: Tally;
  #pid: number;
  #memoryBefore: number;
  #counts: number[];

  private constructor(target: Target, options: RoomOptions) {
    const { pid } = target;
    this.#options = options;
    this.#pid = pid;
    this.#tally = new Tally(target);
    this.#memoryBefore = memoryOf(pid);
    this.#counts = Array.from({ length: options.senders }, () => 0);
  }

  static async open(target: Target, options: RoomOptions): Promise<RoomLoad> {
    const load = new RoomLoad(target, options);
    load.#people = await gather(options.members, (k) => {
      const who = { id: `m${k}`, room: `r${k % (options.rooms ?? 1)}` };
      const { driver, port } = target;
      return enter(driver, port, who, load.#eventsOf(k % SAMPLE === 0));
    });
    await sleep(SETTLE);
    return load;
  }

  async round({ seconds, isWarmUp }: Extent): Promise<Round[]> {
    const tally = this.#tally;
    tally.reset();
    const { members, rate, rooms = 1 } = this.#options;
    const receivers = members / rooms;
    const before = tally.reading();
    const due = () => tally.sent * receivers - tally.delivered;
    await atRate(
      isWarmUp ? Math.min(rate, GENTLE / receivers) : rate,
      seconds,
      (time, index) => this.#send(time, index),
      () => due() > MAX_BEHIND,
    );
    const sending = performance.now() - before.time;
    await waitUntil(DRAIN, () => due() <= 0);
    const after = tally.reading();
    const elapsed = after.time - before.time;
    return [{
      connections: members,
      sends: tally.sent / sending * 1000,
      deliveries: tally.delivered / elapsed * 1000,
      ...tally.ages(),
      ...usageBetween(before, after, tally.delivered),
      memory: (memoryOf(this.#pid) - this.#memoryBefore) / members,
      lost: (1 - tally.delivered / tally.sent / receivers) * 100,
      misordered: tally.misordered,
    }];
  }

  #send(time: number, index: number): void {
    const voice = index % this.#options.senders;
    const count = this.#counts[voice]!++;
    this.#tally.sent++;
    this.#people[voice]?.send([{ time, voice, count }]);
  }

  #eventsOf(isSample: boolean) {
    const tally = this.#tally;
    const watch = new OrderWatch(this.#options.senders);
    return {
      onMessage: (time: number, voice: number, count: number) => {
        tally.delivered++;
        if (isSample) tally.age(time);
        if (!watch.isInOrder(voice, count)) tally.misordered++;
      },
      onAcknowledged: () => {},
    };
  }
}
