import type { Clock, Timer } from "../base/clock.ts";
import type { Log } from "../observe/log.ts";
import type { Post, Poster, PosterSettings, PostOutcome } from "./poster.ts";
import {
  type FromHookThread,
  hookWorkerName,
  type ToHookThread,
} from "./thread_messages.ts";

/** Milliseconds until a thread that has ended is started again. */
const PAUSE = 1000;

/** What {@linkcode ThreadPoster} needs. */
export interface ThreadPosterOptions {
  readonly settings: PosterSettings;
  /** The program's own module, which posts when it is loaded in a worker. */
  readonly entry: string;
  /** The folder of the program's modules, if it runs from one. */
  readonly sources: string | undefined;
  readonly clock: Pick<Clock, "after" | "cancel" | "nextTurn">;
  readonly log: Pick<Log, "error">;
}

/**
 * Posts in a thread of its own, so that neither many posts nor a slow handshake
 * ever delay a message. The thread may reach the configured hosts and nothing
 * else. If it ends, what was under way has failed, and another one is started.
 */
export class ThreadPoster implements Poster {
  #options: ThreadPosterOptions;
  #worker: Worker | undefined;
  #isHere = false;
  #last = 0;
  #waiting = new Map<number, (outcome: PostOutcome) => void>();
  /** What goes over at the end of this turn, or when the thread listens. */
  #posts: [number, Post][] = [];
  #armed = false;
  #timer: Timer | undefined;
  #stopped = false;

  constructor(options: ThreadPosterOptions) {
    this.#options = options;
  }

  /** Starts the thread; before, and without it, every post fails. */
  start(): void {
    this.#begin();
  }

  post(post: Post): Promise<PostOutcome> {
    if (this.#worker === undefined) {
      return Promise.resolve({ status: 0, reason: "the thread has ended" });
    }
    const { promise, resolve } = Promise.withResolvers<PostOutcome>();
    this.#waiting.set(++this.#last, resolve);
    this.#posts.push([this.#last, post]);
    this.#arm();
    return promise;
  }

  /** Ends the thread; what is under way fails. */
  stop(): void {
    this.#stopped = true;
    this.#options.clock.cancel(this.#timer);
    this.#end("the service ends");
  }

  #arm(): void {
    if (this.#armed || !this.#isHere) return;
    this.#armed = true;
    this.#options.clock.nextTurn(() => {
      this.#armed = false;
      const posts = this.#posts;
      this.#posts = [];
      if (posts.length > 0) this.#say(["posts", posts]);
    });
  }

  #say(word: ToHookThread): void {
    this.#worker?.postMessage(word);
  }

  #begin(): void {
    const { entry, sources, settings } = this.#options;
    const net = Object.values(settings.targets)
      .flatMap((target) => target === undefined ? [] : [hostOf(target.url)]);
    const none = { env: false, ffi: false, run: false, sys: false };
    const read = sources === undefined ? false : [sources];
    const worker = new Worker(entry, {
      name: hookWorkerName(),
      type: "module",
      deno: { permissions: { ...none, net, read, write: false } },
    });
    this.#worker = worker;
    worker.onmessage = ({ data }) => this.#hear(data);
    worker.onerror = (event) => {
      event.preventDefault();
      if (this.#worker === worker) this.#lose(event.message);
    };
  }

  #hear(word: FromHookThread): void {
    if (word[0] === "here") {
      this.#say(["start", this.#options.settings]);
      this.#isHere = true;
      return this.#arm();
    }
    for (const [number, outcome] of word[1]) {
      const resolve = this.#waiting.get(number);
      this.#waiting.delete(number);
      resolve?.(outcome);
    }
  }

  #lose(reason: string): void {
    const { clock, log } = this.#options;
    log.error("hook thread ended", { reason });
    this.#end("the thread has ended");
    if (!this.#stopped) {
      this.#timer = clock.after(PAUSE, () => this.#begin());
    }
  }

  #end(reason: string): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#isHere = false;
    this.#posts = [];
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const resolve of waiting) resolve({ status: 0, reason });
  }
}

/** The host and the port of an address, as permissions name them. */
function hostOf(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  return `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
}
