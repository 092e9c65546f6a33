import type { Clock } from "../../../base/clock.ts";
import { atMost } from "../../../base/within.ts";
import type { Answers, Batch } from "../batch.ts";
import type { DiskPort } from "../call_queue.ts";
import { DataDirectoryError } from "../file/data_directory.ts";
import {
  CLOSE,
  type DiskRole,
  type DiskStart,
  type DiskWord,
  diskWorkerName,
} from "./thread_messages.ts";

/** Milliseconds for a thread to close its file; what is committed stays so. */
const CLOSE_TIMEOUT = 5000;

/** What {@linkcode DiskThread} needs. */
export interface DiskThreadOptions {
  readonly role: DiskRole;
  /**
   * The program's own module, which runs the thread when it is loaded in a
   * worker.
   */
  readonly entry: string;
  /** The folder of the program's modules, if it runs from one. */
  readonly sources: string | undefined;
  readonly start: DiskStart;
  readonly clock: Pick<Clock, "after" | "cancel">;
  /** Called once, with the reason, when it has ended by itself. */
  readonly onEnd: (reason: string) => void;
}

/** The thread that has the file, from the service's side. */
export class DiskThread implements DiskPort {
  #options: DiskThreadOptions;
  #worker: Worker | undefined;
  #take: (answers: Answers) => void = () => {};
  #ready = Promise.withResolvers<void>();
  #closed = Promise.withResolvers<void>();

  constructor(options: DiskThreadOptions) {
    this.#options = options;
    // Nobody may be waiting for it if something else has failed before.
    this.#ready.promise.catch(() => {});
  }

  /** Settles when the file is open. @throws {DataDirectoryError} */
  async open(): Promise<void> {
    this.#worker = this.#startWorker();
    this.#worker.onmessage = ({ data }) => this.#hear(JSON.parse(data));
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#lose(event.message);
    };
    await this.#ready.promise;
  }

  /** @throws {TypeError} when it is not open, as nobody would answer */
  post(batch: Batch): void {
    if (this.#worker === undefined) throw new TypeError("the file is not open");
    this.#worker.postMessage(JSON.stringify(batch));
  }

  listen(take: (answers: Answers) => void): void {
    this.#take = take;
  }

  /** Closes the file and ends the thread, after answering open batches. */
  async close(): Promise<void> {
    const { clock } = this.#options;
    const worker = this.#worker;
    if (worker === undefined) return;
    worker.postMessage(CLOSE);
    await atMost(this.#closed.promise, { ms: CLOSE_TIMEOUT, clock });
    this.#worker = undefined;
    worker.terminate();
  }

  #hear(word: DiskWord): void {
    switch (word[0]) {
      case "here":
        return this.#worker?.postMessage(JSON.stringify(this.#options.start));
      case "ready":
        return this.#ready.resolve();
      case "refused":
        this.#worker?.terminate();
        this.#worker = undefined;
        return this.#ready.reject(new DataDirectoryError(word[1]));
      case "answers":
        return this.#take(word[1]);
      case "closed":
        return this.#closed.resolve();
    }
  }

  #lose(reason: string): void {
    if (this.#worker === undefined) return;
    this.#worker.terminate();
    this.#worker = undefined;
    this.#closed.resolve();
    this.#ready.reject(new Error(reason));
    this.#options.onEnd(reason);
  }

  /** Its permissions are the directory, and nothing else of the service's. */
  #startWorker(): Worker {
    const { role, entry, sources, start: { directory } } = this.#options;
    const read = sources === undefined ? [directory] : [directory, sources];
    const none = { env: false, ffi: false, net: false, run: false, sys: false };
    return new Worker(entry, {
      name: diskWorkerName(role),
      type: "module",
      deno: { permissions: { ...none, read, write: [directory] } },
    });
  }
}
