import type { Session } from "../../protocol/responses.ts";
import type { GimClient } from "../client.ts";
import { platform } from "../environment.ts";
import { isClosed } from "./failures.ts";
import { retryPause } from "../retry_pause.ts";
import { sleep } from "../sleep.ts";
import { readSessions } from "../session_list.ts";

/** Most conversations that are read from the service's list. */
const MAX_LISTED = 10_000;

/** Milliseconds for which reasons to read it again are gathered. */
const SOON = 300;

/** What a {@linkcode ListReader} needs. */
export interface ListReaderOptions {
  readonly client: Pick<GimClient, "sessions" | "state">;
  readonly known: () => readonly { readonly id: string }[];
  /**
   * Takes a listed session; live: a push about it has come since the reading
   * began.
   */
  readonly take: (session: Session, isLive: boolean) => void;
  /** Called with a known session that is no longer in the list. */
  readonly gone: (id: string) => void;
  readonly onEnd: () => void;
}

/**
 * Reads the list of conversations, again whenever it may have changed without a
 * push.
 */
export class ListReader {
  #options: ListReaderOptions;
  #stop = new AbortController();
  #hasRead = false;
  /** Counts readings: a newer one replaces an older one. */
  #reading = 0;
  /** The last reading, until it has ended. */
  #current = Promise.resolve();
  #isDue = false;
  /** The sessions with a push since the reading began. */
  #live = new Set<string>();

  constructor(options: ListReaderOptions) {
    this.#options = options;
  }

  /** Has it been read to its end since the last {@linkcode ListReader.forget}? */
  get hasRead(): boolean {
    return this.#hasRead;
  }

  /** Drops what was read. */
  forget(): void {
    this.#hasRead = false;
    this.#reading++;
  }

  /** Ends everything for good. */
  stop(): void {
    this.#stop.abort();
  }

  /**
   * There was a push about a conversation, which may be newer than the list.
   */
  note(id: string): void {
    this.#live.add(id);
  }

  /** Reads the list; tries again until it succeeds or is no longer needed. */
  read(): Promise<void> {
    return this.#current = this.#readUntilDone();
  }

  /**
   * Reads the list some time from now, after the reading that is under way:
   * however often it is asked for, one reading follows another.
   */
  async readSoon(): Promise<void> {
    if (this.#isDue) return;
    this.#isDue = true;
    await sleep(platform.clock, SOON, this.#stop.signal);
    await this.#current;
    this.#isDue = false;
    await this.read();
  }

  async #readUntilDone(): Promise<void> {
    const reading = ++this.#reading;
    const { signal } = this.#stop;
    const isOver = () => signal.aborted || reading !== this.#reading;
    for (let failures = 0; !isOver(); failures++) {
      try {
        await this.#readOnce(isOver);
        return;
      } catch (error) {
        // The next login reads it again.
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
