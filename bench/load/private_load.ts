import { readCpu } from "./cpu.ts";
import { repeated } from "./frames.ts";
import { sleep, waitUntil } from "./waiting.ts";
import type { LeanSocket } from "./socket.ts";
import {
  enter,
  gather,
  isSuccess,
  opAt,
  PUSH_OF_MESSAGES,
  REPLY_TO_SEND,
  sendFrame,
} from "./wire.ts";

/** Seconds before the measured ones. */
const WARM_UP = 0.5;
/** Milliseconds that what is under way has to arrive. */
const DRAIN = 2000;

/** What one round of private messages came to. */
export interface PrivateRound {
  /** Acknowledged messages in a second. */
  readonly rate: number;
  /** Microseconds of the server's CPU for one acknowledged message. */
  readonly serverCpu: number;
  /** Shares of one core. */
  readonly serverShare: number;
  readonly generatorShare: number;
  /** Pushes that arrived, of one for each message sent. */
  readonly delivered: number;
}

/**
 * Pairs of connections that write to each other; each keeps `window` messages
 * unacknowledged, and sends the next when an acknowledgement comes.
 */
export class PrivateLoad {
  #sockets: LeanSocket[] = [];
  #starts: (() => void)[] = [];
  #serverPid: number;
  #sending = false;
  #sent = 0;
  #acknowledged = 0;
  #delivered = 0;

  private constructor(serverPid: number) {
    this.#serverPid = serverPid;
  }

  static async open(
    server: { port: number; pid: number },
    { connections, window }: { connections: number; window: number },
  ): Promise<PrivateLoad> {
    const load = new PrivateLoad(server.pid);
    load.#sockets = await gather(
      connections,
      (k) => enter(server.port, { id: `u${k}`, peer: `u${k ^ 1}` }),
    );
    load.#starts = load.#sockets.map((socket, k) =>
      load.#attend(socket, `u${k ^ 1}`, window)
    );
    return load;
  }

  async round(seconds: number): Promise<PrivateRound> {
    this.#sent = this.#acknowledged = this.#delivered = 0;
    this.#sending = true;
    for (const start of this.#starts) start();
    await sleep(WARM_UP * 1000);
    const before = this.#reading();
    await sleep(seconds * 1000);
    const after = this.#reading();
    this.#sending = false;
    await this.#drain();
    const messages = after.acknowledged - before.acknowledged;
    const elapsed = after.time - before.time;
    return {
      rate: messages / elapsed * 1000,
      serverCpu: (after.server - before.server) / messages * 1000,
      serverShare: (after.server - before.server) / elapsed,
      generatorShare: (after.generator - before.generator) / elapsed,
      delivered: this.#delivered / this.#sent,
    };
  }

  #reading() {
    return {
      time: performance.now(),
      acknowledged: this.#acknowledged,
      ...readCpu(this.#serverPid),
    };
  }

  /** Returns what sends the first messages. */
  #attend(socket: LeanSocket, target: string, window: number): () => void {
    const frame = sendFrame({ type: 2, target });
    const frames = repeated(frame, window);
    let due = 0;
    const write = (count: number) => {
      this.#sent += count;
      socket.write(frames.subarray(0, count * frame.length));
    };
    socket.listen({
      onMessage: (bytes, start) => {
        const op = opAt(bytes, start);
        if (op === PUSH_OF_MESSAGES) this.#delivered++;
        if (op !== REPLY_TO_SEND) return;
        if (!isSuccess(bytes, start)) throw new Error("a message was refused");
        due++;
      },
      onRead: () => {
        if (due === 0) return;
        this.#acknowledged += due;
        if (this.#sending) write(due);
        due = 0;
      },
    });
    return () => write(window);
  }

  async #drain(): Promise<void> {
    await waitUntil(
      DRAIN,
      () => this.#acknowledged === this.#sent && this.#delivered === this.#sent,
    );
  }
}
