import type { RequestOf } from "../../protocol/operations.ts";
import type { EventPush, Message } from "../../protocol/responses.ts";
import type { GimClient } from "../client.ts";
import { toError } from "../emitter.ts";
import { platform } from "../environment.ts";
import type { Missed } from "../missed.ts";
import { changedId, recalled } from "../changes.ts";
import { isNotFound } from "./failures.ts";
import { entriesOf, type GapEntry, type LogEntry } from "./log_entry.ts";
import { type Draft, Outgoing, type Sending, sendingOf } from "./outgoing.ts";
import { shownAfter } from "./shown_message.ts";
import { Subscribers } from "./subscribers.ts";
import { Transcript } from "./transcript.ts";

/**
 * Most messages of a log; beyond, the oldest are dropped, and no older ones are
 * loaded.
 */
const MAX_MESSAGES = 5000;
/** Messages requested at a time. */
const PAGE = 50;
/** Most messages of a page of the history. */
const LARGEST_PAGE = 100;

const EMPTY_PAGE = { items: [], has_more: false };

const PRIVATE = "2:";

/** What a {@linkcode MessageLog} needs. */
export interface MessageLogOptions {
  readonly client: GimClient;
  /** Sends a message, and passes it to {@linkcode MessageLog.take}. */
  readonly send: (body: RequestOf<"send">) => Promise<unknown>;
  readonly onClose: () => void;
}

/**
 * One conversation as it is shown: its newest messages, older ones on request,
 * gaps, and messages being sent. Kept up to date until it is closed.
 */
export class MessageLog {
  /** The session id. */
  readonly id: string;
  #options: MessageLogOptions;
  #transcript = new Transcript();
  #outgoing = new Outgoing();
  #subscribers = new Subscribers();
  #entries: readonly LogEntry[] | undefined;
  #reachesStart = false;
  #loading: Promise<void> | undefined;
  #failure: Error | undefined;
  #peerRead = 0;

  /** @internal An application gets it from `GimStore.open`. */
  constructor(id: string, options: MessageLogOptions) {
    this.id = id;
    this.#options = options;
    void this.refresh();
  }

  /** From the oldest to the newest; a new array after each change. */
  get entries(): readonly LogEntry[] {
    return this.#entries ??= [
      ...entriesOf(this.#transcript),
      ...this.#outgoing.entries,
    ];
  }

  /** Are there probably older messages, and room for them here? */
  get hasOlder(): boolean {
    return !this.#reachesStart &&
      this.#transcript.messages.length < MAX_MESSAGES;
  }

  /** Is a part of the history being loaded? */
  get isLoading(): boolean {
    return this.#loading !== undefined;
  }

  /** Why the last attempt to load something failed, until one succeeds. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** The sequence up to which the peer has read a private conversation. */
  get peerRead(): number {
    return this.#peerRead;
  }

  /**
   * Calls `listener` after each change from now on; returns a function that
   * stops it.
   */
  subscribe(listener: () => void): () => void {
    return this.#subscribers.add(listener);
  }

  /** Loads older messages. Never rejects: see {@linkcode MessageLog.failure}. */
  loadOlder(): Promise<void> {
    const [oldest] = this.#transcript.messages;
    if (oldest === undefined) return this.refresh();
    if (!this.hasOlder) return Promise.resolve();
    return this.#load(() => this.#loadPage(oldest.id, PAGE));
  }

  /**
   * Loads the missing messages of a gap, or the newest of them; the rest then
   * is a gap before those. Never rejects.
   */
  fill({ before, count }: GapEntry): Promise<void> {
    const wanted = Math.min(LARGEST_PAGE, Math.max(PAGE, count));
    return this.#load(() => this.#loadPage(before, wanted));
  }

  /**
   * Sends a message, which is shown at once. Never rejects: its entry shows the
   * outcome.
   */
  async send(draft: Draft): Promise<void> {
    const { user: sender } = this.#options.client.loggedIn ?? {};
    if (sender === undefined) return;
    const { request_id = platform.createRequestId() } = draft;
    const about = { session_id: this.id, sender, now: Date.now() };
    await this.#send(sendingOf({ ...draft, request_id }, about));
  }

  /** Sends a failed message again; it is stored only once. */
  async retry(key: string): Promise<void> {
    const failed = this.#outgoing.get(key);
    if (failed?.entry.state !== "failed") return;
    const { error: _, ...entry } = failed.entry;
    const again = { ...failed, entry: { ...entry, state: "sending" } as const };
    await this.#send(again);
  }

  /** Removes a failed message. */
  discard(key: string): void {
    if (this.#outgoing.get(key)?.entry.state !== "failed") return;
    this.#outgoing.delete(key);
    this.#changed();
  }

  /**
   * Gives an own message another content, shown when the service has it.
   *
   * @throws {GimReplyError | GimTimeoutError | GimOverflowError | GimError}
   */
  async edit(message_id: string, content: string): Promise<void> {
    const { client } = this.#options;
    const body = { session_id: this.id, message_id, content };
    const edited = await client.edit(body);
    this.#transcript.change(message_id, () => edited);
    this.#changed();
  }

  /**
   * Reacts to a message, or takes it back.
   *
   * @throws {GimReplyError | GimTimeoutError | GimOverflowError | GimError}
   */
  async react(
    message_id: string,
    reaction: string,
    on: boolean,
  ): Promise<void> {
    const { client } = this.#options;
    const body = { session_id: this.id, message_id, reaction, on };
    const { reactions } = await client.react(body);
    this.#transcript.change(
      message_id,
      ({ reactions: _, ...message }) =>
        reactions.length > 0 ? { ...message, reactions } : message,
    );
    this.#changed();
  }

  /** Ends showing it; to be called once for each time it was opened. */
  close(): void {
    this.#options.onClose();
  }

  /** @internal Ends all notifications. */
  end(): void {
    this.#subscribers.clear();
  }

  /**
   * @internal The client is back; `isComplete`: it will emit what came
   * meanwhile.
   */
  online(isComplete: boolean): void {
    if (!isComplete || this.#failure !== undefined) void this.refresh();
  }

  /** @internal A message was pushed, or stored. */
  take(message: Message): void {
    const isOwn = message.sender.id === this.#options.client.loggedIn?.user.id;
    if (isOwn) this.#outgoing.overtaken(message.content);
    this.#transcript.add(message);
    this.#trim();
    this.#changed();
  }

  /** @internal Messages will not be emitted. */
  miss({ reason, count, first = 0 }: Missed): void {
    if (reason === "forgotten") this.#transcript.cut(first);
    this.#transcript.skip({ reason, count });
    this.#changed();
  }

  /** @internal Something has happened in the conversation. */
  event(event: EventPush): void {
    if (event.event === "recalled") {
      this.#transcript.change(event.message_id, recalled);
    } else if (event.event === "edited" || event.event === "reacted") {
      const userId = this.#options.client.loggedIn?.user.id;
      this.#transcript.change(
        changedId(event),
        (message) => shownAfter(message, event, userId),
      );
    } else if (event.event === "read") {
      const isPeer = this.id === PRIVATE + event.user_id;
      if (isPeer) this.#peerRead = Math.max(this.#peerRead, event.sequence);
    } else return;
    this.#changed();
  }

  /**
   * @internal Loads the newest messages; missing ones before them are a gap.
   */
  refresh(): Promise<void> {
    return this.#load(async () => {
      await this.#loadPage(undefined, PAGE);
      await this.#learnPeerRead();
    });
  }

  /** One after the other, so that no page is requested twice. */
  #load(run: () => Promise<void>): Promise<void> {
    const loading = (this.#loading ?? Promise.resolve()).then(run).then(
      () => void (this.#failure = undefined),
      (error) => void (this.#failure = toError(error)),
    ).finally(() => {
      if (this.#loading === loading) this.#loading = undefined;
      this.#changed();
    });
    this.#loading = loading;
    this.#changed();
    return loading;
  }

  async #loadPage(before: string | undefined, count: number): Promise<void> {
    const { client } = this.#options;
    const at = before === undefined ? {} : { message_id: before };
    const page = await client.history({ session_id: this.id, count, ...at })
      .catch((error) => {
        // The message before which it ends is no longer kept, and neither is
        // anything older.
        if (before !== undefined && isNotFound(error)) return EMPTY_PAGE;
        throw error;
      });
    const reachesStart = !page.has_more;
    const [oldest] = this.#transcript.messages;
    this.#transcript.merge(page.items, { before, reachesStart });
    if (oldest !== this.#transcript.messages[0] || page.items.length === 0) {
      this.#reachesStart = reachesStart;
    }
    this.#trim();
  }

  /** The list does not contain it. */
  async #learnPeerRead(): Promise<void> {
    const { client } = this.#options;
    const after_sequence = this.#transcript.messages.at(-1)?.sequence ?? 0;
    if (!this.id.startsWith(PRIVATE) || after_sequence === 0) return;
    const body = { session_id: this.id, after_sequence, count: 1 };
    const { peer_read_sequence } = await client.sync(body);
    this.#peerRead = Math.max(this.#peerRead, peer_read_sequence);
  }

  async #send(sending: Sending): Promise<void> {
    this.#outgoing.set(sending);
    this.#changed();
    const { draft } = sending;
    const [type, ...target] = this.id.split(":");
    const place = { type: Number(type) as 1 | 2, target_id: target.join(":") };
    try {
      await this.#options.send({ ...place, ...draft });
      this.#outgoing.delete(draft.request_id);
    } catch (error) {
      this.#outgoing.fail(sending, error);
    }
    this.#changed();
  }

  #trim(): void {
    if (this.#transcript.messages.length <= MAX_MESSAGES) return;
    this.#transcript.trim(MAX_MESSAGES);
    this.#reachesStart = false;
  }

  #changed(): void {
    this.#entries = undefined;
    this.#subscribers.tell();
  }
}
