import type { Load, Target } from "./load.ts";
import type { Round } from "./measures.ts";
import { gather } from "./person.ts";
import { RawSocket } from "../../tests/helpers/raw_socket.ts";
import { descriptorsOf, memoryOf } from "./usage.ts";
import { sleep } from "./waiting.ts";

const MIB = 1024 * 1024;
/** Bytes of a message. */
const CONTENT = MIB / 8;
/** Milliseconds until it is looked at what they still take. */
const LATER = 15_000;

/** Clients that read nothing of what they are sent. */
export interface StuckOptions {
  readonly connections: number;
  /** What each is sent. */
  readonly mebibytes: number;
}

/**
 * What clients still take that have stopped reading, 15 s after that: the first
 * ones that a service has, and then as many others. Objects that the first have
 * left behind count as the service's until V8 collects them, which it does when
 * there is work again.
 */
export class StuckLoad implements Load {
  #target: Target;
  #options: StuckOptions;

  constructor(target: Target, options: StuckOptions) {
    this.#target = target;
    this.#options = options;
  }

  async round(): Promise<Round[]> {
    using sender = await RawSocket.login(this.#address, "sender");
    // What a service takes with its first messages is not theirs.
    await send(sender, "nobody");
    return [await this.#left(sender), await this.#left(sender)];
  }

  get #address(): string {
    return `127.0.0.1:${this.#target.port}`;
  }

  async #left(sender: RawSocket): Promise<Round> {
    const { pid } = this.#target;
    const { connections, mebibytes } = this.#options;
    const before = memoryOf(pid);
    const open = descriptorsOf(pid);
    const stuck = await gather(
      connections,
      () => RawSocket.login(this.#address, "receiver"),
    );
    for (let sent = 0; sent < mebibytes * MIB; sent += CONTENT) {
      await send(sender, "receiver");
    }
    await sleep(LATER);
    const memory = (memoryOf(pid) - before) / connections;
    const left = descriptorsOf(pid) - open;
    for (const socket of stuck) socket[Symbol.dispose]();
    return { connections: Math.max(0, left), memory };
  }
}

/** Sends a message, and waits until it is stored and on its way. */
async function send(sender: RawSocket, to: string): Promise<void> {
  const content = "x".repeat(CONTENT);
  const body = { type: 2, target_id: to, content };
  await sender.send(JSON.stringify({ op: 201, body }));
  await sender.next();
}
