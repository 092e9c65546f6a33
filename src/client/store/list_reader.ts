import type { Session } from "../../protocol/responses.ts";
import type { GimClient } from "../client.ts";
import { platform } from "../environment.ts";
import { isClosed } from "./failures.ts";
import { retryPause } from "../retry_pause.ts";
import { readSessions } from "../session_list.ts";

/** Most conversations that are read of the service's list. */
const MAX_LISTED = 10_000;

/** What a {@linkcode ListReader} needs. */
export interface ListReaderOptions {
  readonly client: Pick<GimClient, "sessions" | "state">;
  readonly known: () => readonly { readonly id: string }[];
  /** Takes what is listed; live: news of it have come since the reading began. */
  readonly take: (session: Session, isLive: boolean) => void;
  /** It is known, and not in the list any more. */
  readonly gone: (id: string) => void;
  readonly onEnd: () => void;
}

/** Reads the list of conversations, anew whenever it may have changed unseen. */
export class ListReader {
  #options: ListReaderOptions;
  #stop = new AbortController();
  #hasRead = false;
  /** Counts readings: a newer one makes an older one useless. */
  #reading = 0;
  /** What news have come of since the reading began. */
  #live = new Set<string>();

  constructor(options: ListReaderOptions) {
    this.#options = options;
  }

  /** Has it been read to its end since the last {@linkcode ListReader.forget}? */
  get hasRead(): boolean {
    return this.#hasRead;
  }

  /** What was read is of no use any more. */
  forget(): void {
    this.#hasRead = false;
    this.#reading++;
  }

  /** Ends all that goes on, for good. */
  stop(): void {
    this.#stop.abort();
  }

  /** There is news of a conversation: the list may be older than that. */
  note(id: string): void {
    this.#live.add(id);
  }

  /** Reads the list, trying again until it succeeds or is of no more use. */
  async read(): Promise<void> {
    const reading = ++this.#reading;
    const { signal } = this.#stop;
    const isOver = () => signal.aborted || reading !== this.#reading;
    for (let failures = 0; !isOver(); failures++) {
      try {
        await this.#readOnce(isOver);
        return;
      } catch (error) {
        // The next login begins it anew.
        if (isClosed(error)) return;
        await retryPause(failures, platform, signal);
      }
    }
  }

  async #readOnce(isOver: () => boolean): Promise<void> {
    const { client, known, take, gone, onEnd } = this.#options;
    const seen = new Set<string>();
    this.#live.clear();
    await readSessions({
      read: (body) => client.sessions(body),
      take: (session) => {
        if (isOver()) return;
        seen.add(session.id);
        take(session, this.#live.has(session.id));
      },
      isOver,
      max: MAX_LISTED,
    });
    if (isOver()) return;
    for (const { id } of known()) {
      if (!seen.has(id) && !this.#live.has(id)) gone(id);
    }
    this.#hasRead = true;
    onEnd();
  }
}
