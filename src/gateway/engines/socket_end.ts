import type { Clock, Timer } from "../../base/clock.ts";

/**
 * Milliseconds after which a socket counts as ended although the runtime has
 * not reported it. TCP takes about as long to give up a silent peer.
 */
export const GIVEN_UP = 15 * 60_000;
/** The code of an end without a close frame of the peer. */
const NO_FRAME = 0;
/**
 * The code of a close frame without one, and of some ends after our own close.
 */
const NO_CODE = 1005;
/**
 * The runtime's messages about a transport that is broken in both directions.
 */
const BROKEN = /\(os error \d+\)|^Failed to send frame$/;

/** What {@linkcode SocketEnd} needs. */
export interface SocketEndOptions {
  readonly clock: Pick<Clock, "after" | "cancel" | "nextTurn">;
  /** Has the peer left bytes unread? */
  readonly hasUnread: () => boolean;
  /** Called once, when the runtime holds nothing of the socket any more. */
  readonly onEnd: () => void;
}

/**
 * Finds out when a socket has ended. The runtime reports `close` even while it
 * still writes: when the peer has ended its own direction, has sent an invalid
 * frame, or any frame after our close. Then the unread bytes and the descriptor
 * stay until the peer reads them or is gone. A further event shows that, or
 * none does.
 */
export class SocketEnd {
  #options: SocketEndOptions;
  /** Gives the socket up; undefined before its first event. */
  #timer: Timer | undefined;
  /** Is the next event a later one than the first? */
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
   * Takes the event `close`; `isOurs`: had we closed the socket before? The
   * peer's close frame is answered only after it has read everything before the
   * answer.
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
