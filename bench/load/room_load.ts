import { readCpu } from "./cpu.ts";
import { quantile } from "./numbers.ts";
import type { LeanSocket } from "./socket.ts";
import { atRate, sleep, waitUntil } from "./waiting.ts";
import {
  ageAt,
  enter,
  gather,
  nextMarker,
  opAt,
  PUSH_OF_MESSAGES,
  sendFrame,
} from "./wire.ts";

/** One member of so many takes the time of what it receives. */
const SAMPLE = 20;
/** Milliseconds that what is under way has to arrive. */
const DRAIN = 3000;
/** Milliseconds for the events that joining causes. */
const SETTLE = 1500;

/** What one round of a busy chatroom came to. */
export interface RoomRound {
  /** Messages that reached a member, of all members for each message. */
  readonly delivered: number;
  /** Microseconds of the server's CPU for one message at one member. */
  readonly serverCpu: number;
  /** Shares of one core. */
  readonly serverShare: number;
  readonly generatorShare: number;
  /** Milliseconds from sending to arriving. */
  readonly p50: number;
  readonly p99: number;
}

/** One chatroom, some of whose members send at a steady rate. */
export class RoomLoad {
  #serverPid: number;
  #senders: LeanSocket[] = [];
  #members = 0;
  #rate: number;
  #deliveries = 0;
  #ages: number[] = [];

  private constructor(serverPid: number, rate: number) {
    this.#serverPid = serverPid;
    this.#rate = rate;
  }

  static async open(
    server: { port: number; pid: number },
    { members, senders, rate }: {
      members: number;
      senders: number;
      rate: number;
    },
  ): Promise<RoomLoad> {
    const load = new RoomLoad(server.pid, rate);
    const sockets = await gather(
      members,
      (k) => enter(server.port, { id: `m${k}`, room: "r" }),
    );
    for (const [k, socket] of sockets.entries()) {
      load.#attend(socket, k % SAMPLE === 0);
    }
    load.#members = members;
    load.#senders = sockets.slice(0, senders);
    await sleep(SETTLE);
    return load;
  }

  async round(seconds: number): Promise<RoomRound> {
    this.#deliveries = 0;
    this.#ages = [];
    const before = this.#reading();
    const sent = await atRate(this.#rate, seconds, (index) => {
      const sender = this.#senders[index % this.#senders.length];
      sender?.write(sendFrame({ type: 1, target: "r" }));
    });
    const expected = sent * this.#members;
    await waitUntil(DRAIN, () => this.#deliveries >= expected);
    const after = this.#reading();
    const elapsed = after.time - before.time;
    const serverMs = after.server - before.server;
    return {
      delivered: this.#deliveries / expected,
      serverCpu: serverMs / this.#deliveries * 1000,
      serverShare: serverMs / elapsed,
      generatorShare: (after.generator - before.generator) / elapsed,
      p50: quantile(this.#ages, 0.5),
      p99: quantile(this.#ages, 0.99),
    };
  }

  #reading() {
    return { time: performance.now(), ...readCpu(this.#serverPid) };
  }

  #attend(socket: LeanSocket, isSample: boolean): void {
    socket.listen({
      onMessage: (bytes, start, end) => {
        if (opAt(bytes, start) !== PUSH_OF_MESSAGES) return;
        let at = nextMarker(bytes, start, end);
        for (; at >= 0; at = nextMarker(bytes, at + 1, end)) {
          this.#deliveries++;
          if (isSample) this.#ages.push(ageAt(bytes, at));
        }
      },
    });
  }
}
