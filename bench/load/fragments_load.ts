import type { Load, Target } from "./load.ts";
import type { Round } from "./measures.ts";
import { gather } from "./person.ts";
import {
  encodeFrame,
  OPCODE,
  RawSocket,
} from "../../tests/helpers/raw_socket.ts";
import { memoryOf } from "./usage.ts";
import { sleep } from "./waiting.ts";

/** Characters of a fragment of every other connection; of the rest, one. */
const LARGE = 60_000;
/** Milliseconds between two looks at what they take. */
const LOOK = 100;
/** Milliseconds after their end until another look. */
const LATER = 15_000;

/** Messages in fragments, of which none is the last. */
export interface FragmentsOptions {
  readonly connections: number;
  /** For so long they come. */
  readonly seconds: number;
}

/** What messages take that never end: at the most, and later. */
export class FragmentsLoad implements Load {
  #target: Target;
  #options: FragmentsOptions;

  constructor(target: Target, options: FragmentsOptions) {
    this.#target = target;
    this.#options = options;
  }

  async round(): Promise<Round[]> {
    const { port, pid } = this.#target;
    const { connections, seconds } = this.#options;
    const sockets = await gather(
      connections,
      () => RawSocket.upgrade(`127.0.0.1:${port}`),
    );
    const before = memoryOf(pid);
    let most = before;
    let isOver = false;
    const flooding = sockets.map((socket, index) =>
      flood(socket, index % 2 === 0 ? LARGE : 1, () => isOver)
    );
    for (let left = seconds * 1000; left > 0; left -= LOOK) {
      await sleep(LOOK);
      most = Math.max(most, memoryOf(pid));
    }
    isOver = true;
    for (const socket of sockets) socket[Symbol.dispose]();
    await Promise.all(flooding);
    await sleep(LATER);
    const left = memoryOf(pid) - before;
    return [
      { connections, memory: (most - before) / connections },
      { connections: 0, memory: left / connections },
    ];
  }
}

/** Writes fragments until it is over, or the connection is. */
async function flood(
  socket: RawSocket,
  size: number,
  isOver: () => boolean,
): Promise<void> {
  const text = "x".repeat(size);
  const more = { opcode: OPCODE.continuation, final: false };
  const fragment = encodeFrame(text, more);
  try {
    await socket.send(text, { final: false });
    while (!isOver()) {
      await socket.write(fragment);
      // Each in a packet of its own.
      await sleep(0);
    }
  } catch {
    // It was closed, as it should be.
  }
}
