import { DIALECTS } from "./dialects.ts";
import type { Extent, Load, Target } from "./load.ts";
import type { Round } from "./measures.ts";
import { gather } from "./person.ts";
import { repeated, textFrame } from "./frames.ts";
import { LeanSocket } from "./socket.ts";
import { sleep } from "./waiting.ts";

/** Sends of a connection that wait for an answer: half of what one may have. */
const WINDOW = 128;
/** To somebody who does not exist: nobody reads it. */
const SEND = JSON.stringify({
  op: 201,
  body: { type: 2, target_id: "nobody", content: "x".repeat(200) },
});

/** One user who sends as fast as answers come, whatever these say. */
export interface FloodOptions {
  readonly connections: number;
}

/** A flood that lasts as long as a round; it is measured by what it stood beside. */
export class FloodLoad implements Load {
  /** The sends that wait for an answer, by socket. */
  #waiting: Map<LeanSocket, number>;
  #isOn = false;
  #answers = 0;

  private constructor(sockets: readonly LeanSocket[]) {
    this.#waiting = new Map(sockets.map((socket) => [socket, 0]));
  }

  static async open(
    { port }: Target,
    { connections }: FloodOptions,
  ): Promise<FloodLoad> {
    const sockets = await gather(
      connections,
      () => LeanSocket.open(port, "/ws", "gim.json"),
    );
    const load = new FloodLoad(sockets);
    for (const socket of sockets) load.#attend(socket);
    return load;
  }

  async round({ seconds }: Extent): Promise<Round[]> {
    this.#isOn = true;
    this.#answers = 0;
    for (const socket of this.#waiting.keys()) this.#fill(socket);
    await sleep(seconds * 1000);
    const sends = this.#answers / seconds;
    this.#isOn = false;
    return [{ connections: this.#waiting.size, sends }];
  }

  /** Each answer, also a refusal, is followed by another send. */
  #attend(socket: LeanSocket): void {
    let answered = 0;
    // The login, which is answered like a send.
    this.#waiting.set(socket, 1);
    socket.listen({
      onMessage: (bytes, start, end) => {
        if (DIALECTS.gim.kindOf(bytes, start, end) === "answer") answered++;
      },
      onRead: () => {
        const count = answered;
        answered = 0;
        this.#answers += count;
        this.#waiting.set(socket, this.#waitingAt(socket) - count);
        if (this.#isOn && count > 0) this.#fill(socket);
      },
    });
    socket.write(textFrame(JSON.stringify({
      op: 101,
      body: { id: "flooder" },
    })));
  }

  /** Has as many wait as may; those of the round before are some of them. */
  #fill(socket: LeanSocket): void {
    const waiting = this.#waitingAt(socket);
    this.#waiting.set(socket, WINDOW);
    socket.write(repeated(textFrame(SEND), WINDOW - waiting));
  }

  #waitingAt(socket: LeanSocket): number {
    return this.#waiting.get(socket) ?? 0;
  }
}
