import { type ClientOptions, GimClient } from "../../src/client/mod.ts";
import {
  GimStore,
  type LogEntry,
  type MessageLog,
} from "../../src/client/store/mod.ts";
import { within } from "./client.ts";

/** Milliseconds after which waiting for something fails. */
const PATIENCE = 30_000;

/** An application that shows what a store has: a client and its store. */
export class StoredApplication implements AsyncDisposable {
  readonly client: GimClient;
  readonly store: GimStore;

  private constructor(url: string, options: ClientOptions) {
    const backOff = { base: 20, max: 200 };
    this.client = new GimClient(url, { backOff, ...options });
    this.store = new GimStore(this.client);
  }

  /** Starts one, logs its user in and waits for the list. */
  static async start(
    url: string,
    id: string,
    options: ClientOptions = {},
  ): Promise<StoredApplication> {
    const application = new StoredApplication(url, options);
    await application.client.login({ id });
    await application.until(() => application.store.isListed);
    return application;
  }

  /** The list as lines: session, title, last content, unread. */
  get lines(): string[] {
    return this.store.conversations.map(({ id, title, last, unread }) =>
      `${id} ${title} ${last?.content ?? "-"} ${unread}`
    );
  }

  /** Sends a text to a user. */
  tell(target_id: string, content: string) {
    return this.store.send({ type: 2, target_id, content });
  }

  /** Sends a text to a chatroom. */
  say(target_id: string, content: string) {
    return this.store.send({ type: 1, target_id, content });
  }

  /** Waits until the store, or a log, has changed into what is expected. */
  async until(
    isSo: () => boolean,
    source: GimStore | MessageLog = this.store,
  ): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => isSo() && resolve();
    const stop = source.subscribe(look);
    look();
    try {
      await within(PATIENCE, promise, () => `it is ${this.lines.join("; ")}`);
    } finally {
      stop();
    }
  }

  /** Waits for lines of the list. */
  list(...lines: string[]): Promise<void> {
    const wanted = lines.join("\n");
    return this.until(() => this.lines.join("\n") === wanted);
  }

  /** Waits for what a log shows: contents, and gaps in brackets. */
  shows(log: MessageLog, ...wanted: string[]): Promise<void> {
    const isSo = () => log.entries.map(wordOf).join("\n") === wanted.join("\n");
    return this.until(isSo, log);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.store.close();
    await this.client.close();
  }
}

/** What an entry shows, in a word. */
export function wordOf(entry: LogEntry): string {
  if (entry.kind === "gap") return `[${entry.reason} ${entry.count}]`;
  const { message: { status, content }, state } = entry;
  const text = status === 2 ? "[recalled]" : content;
  return state === "stored" ? text : `${text} (${state})`;
}
