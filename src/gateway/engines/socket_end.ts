import type { Clock, Timer } from "../../base/clock.ts";

/**
 * Milliseconds after which a socket counts as ended of which the runtime tells
 * nothing any more. TCP takes about as long to give a peer up that is silent.
 */
export const GIVEN_UP = 15 * 60_000;
/** The code of an end without a close frame of the peer. */
const NO_FRAME = 0;
/** The code of a close frame without one, and of some ends after our own close. */
const NO_CODE = 1005;
/** What is said of a transport that is broken in both directions. */
const BROKEN = /\(os error \d+\)|^Failed to send frame$/;

/** What {@linkcode SocketEnd} needs. */
export interface SocketEndOptions {
  readonly clock: Pick<Clock, "after" | "cancel" | "nextTurn">;
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
  /** Gives it up; undefined before it was first told of. */
  #timer: Timer | undefined;
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

  /**
   * Takes the event `close`: had we closed the socket before? A close frame that
   * the peer begins with is answered when all before the answer is read.
   */
  closed(code: number, { isOurs }: { readonly isOurs: boolean }): void {
    this.#tell(code !== NO_FRAME && !(isOurs && code === NO_CODE));
  }

  #tell(isProof: boolean): void {
    const { clock, hasUnread } = this.#options;
    if (isProof || this.#isLater || !hasUnread()) return this.#end();
    if (this.#timer !== undefined) return;
    this.#timer = clock.after(GIVEN_UP, () => this.#end());
    clock.nextTurn(() => this.#isLater = true);
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#options.clock.cancel(this.#timer);
    this.#options.onEnd();
  }
}
