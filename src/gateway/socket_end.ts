import type { Clock } from "../base/clock.ts";

/**
 * Milliseconds after which a socket counts as ended of which the runtime tells
 * nothing any more. TCP takes about as long to give a peer up that is silent.
 */
export const GIVEN_UP = 15 * 60_000;
/** The codes of an end without the peer's answer to a close frame. */
const UNANSWERED = new Set([0, 1005]);
/** What the machine says of a transport that is broken in both directions. */
const BROKEN = /\(os error \d+\)/;

/** What {@linkcode SocketEnd} needs. */
export interface SocketEndOptions {
  readonly clock: Pick<Clock, "elapsed" | "nextTurn">;
  /** Has the peer left anything unread? */
  readonly hasUnread: () => boolean;
  /** Called once, when the runtime holds nothing of the socket any more. */
  readonly onEnd: () => void;
}

/**
 * Finds out when a socket has ended. The runtime tells that it is closed also
 * while it is still writing: when the peer has ended its own direction, has
 * sent what is no frame, or any frame after our close. What the peer has not
 * read stays then, with the descriptor, until the peer reads it or is gone,
 * which shows by a further event, or not at all.
 */
export class SocketEnd {
  #options: SocketEndOptions;
  /** The clock's `elapsed` when it was first told of; undefined before. */
  #toldAt: number | undefined;
  /** Is what comes now another event than the first? */
  #isLater = false;
  #ended = false;

  constructor(options: SocketEndOptions) {
    this.#options = options;
  }

  /** Takes the event `error`, which comes before a `close` of the same turn. */
  failed(message: string): void {
    this.#tell(BROKEN.test(message));
  }

  /** Takes the event `close`. */
  closed(code: number): void {
    this.#tell(!UNANSWERED.has(code));
  }

  /** Gives it up where nothing has been heard of it for long. */
  look(): void {
    const told = this.#toldAt ?? Infinity;
    if (this.#options.clock.elapsed() - told >= GIVEN_UP) this.#end();
  }

  #tell(isProof: boolean): void {
    const { clock, hasUnread } = this.#options;
    if (isProof || this.#isLater || !hasUnread()) return this.#end();
    if (this.#toldAt !== undefined) return;
    this.#toldAt = clock.elapsed();
    clock.nextTurn(() => this.#isLater = true);
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#options.onEnd();
  }
}
