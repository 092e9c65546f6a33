import type { RequestNote } from "../api/request_note.ts";
import { Pace, type PaceOptions } from "../base/pace.ts";
import type { Rate } from "../base/token_buckets.ts";

/**
 * Responses to requests over HTTP of which nobody is known, of one address: as
 * many are told at once, and then in a second.
 */
export const ANONYMOUS: Rate = { perSecond: 500, burst: 1000 };

/**
 * HTTP requests that count against no user: those without a valid token or key,
 * logins among them, and handshakes that are refused. Each costs about what one
 * of a user does, so that whoever asks without end would take what the thread
 * has to give. So an address gets their responses at a pace; a connection's next
 * request is not read before that.
 */
export class AnonymousRequests {
  #pace: Pace<string>;

  constructor(clock: PaceOptions["clock"]) {
    this.#pace = new Pace({ ...ANONYMOUS, clock });
  }

  /**
   * Returns undefined if a response may be given at once, or a promise that
   * settles when it may.
   */
  keepBack(
    { user, isByKey, client }: Pick<RequestNote, "user" | "isByKey" | "client">,
  ): Promise<void> | undefined {
    const isKnown = user !== undefined || isByKey;
    if (isKnown || client === undefined) return undefined;
    return this.#pace.step(client);
  }

  /** Nothing is kept back any more, from now on. */
  end(): void {
    this.#pace.end();
  }
}
