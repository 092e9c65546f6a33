import type { RequestOf, ResponseOf } from "../../protocol/operations.ts";
import type { EventPush, Session } from "../../protocol/responses.ts";
import type { GimClient } from "../client.ts";
import { endsMembership } from "../departure.ts";
import { platform } from "../environment.ts";
import type { Missed } from "../missed.ts";
import { ownMessage } from "../own_message.ts";
import type { ReceivedMessage } from "../received_message.ts";
import type { CallOptions } from "../requests.ts";
import type { StateName } from "../state.ts";
import {
  type Conversation,
  emptyConversation,
  mayCountTooMany,
  withListed,
  withMessage,
  withRead,
  withRecalled,
  withSkipped,
  withUncounted,
  withUpdated,
} from "./conversation.ts";
import { ConversationList } from "./conversation_list.ts";
import { ListReader } from "./list_reader.ts";
import type { MessageLog } from "./message_log.ts";
import { OpenLogs } from "./open_logs.ts";
import { ReadMarks } from "./read_marks.ts";
import { Subscribers } from "./subscribers.ts";

const CHATROOM = "1:";
const PRIVATE = "2:";
/** What mentions all members of a chatroom. */
const EVERYBODY = "*";

/**
 * What an application shows: the user's conversations, newest activity first,
 * with their unread counts, and the messages of the open ones. It listens to a
 * client and follows its logins, with sequence on and off.
 */
export class GimStore implements Disposable {
  #client: GimClient;
  #list = new ConversationList();
  #reader: ListReader;
  #logs: OpenLogs;
  #marks: ReadMarks;
  #subscribers = new Subscribers();
  #stops: readonly (() => void)[];
  #userId = "";
  /** Was the client idle at any time? */
  #hasBeenIdle = false;
  #attended: { readonly id: string } | undefined;

  /** Follows a client; best created before its first login. */
  constructor(client: GimClient) {
    this.#client = client;
    this.#marks = new ReadMarks(client);
    this.#logs = new OpenLogs({ client, send: (body) => this.send(body) });
    this.#reader = new ListReader({
      client,
      known: () => this.#list.all,
      take: (session, isLive) => this.#listed(session, isLive),
      gone: (id) => this.#list.delete(id),
      onEnd: () => this.#changed(),
    });
    this.#stops = [
      client.on("state", ({ state }) => this.#follow(state)),
      client.on("message", (message) => this.#take(message)),
      client.on("missed", (missed) => this.#miss(missed)),
      client.on("event", (event) => this.#event(event)),
    ];
    if (client.state === "online") this.#online();
  }

  /** All conversations; a new array after each change. */
  get conversations(): readonly Conversation[] {
    return this.#list.all;
  }

  /** Has the service's list been read since the user logged in? */
  get isListed(): boolean {
    return this.#reader.hasRead;
  }

  /** The conversation with a session id, if it is known. */
  conversation(id: string): Conversation | undefined {
    return this.#list.get(id);
  }

  /**
   * Calls `listener` after each change from now on; returns a function that
   * stops it.
   */
  subscribe(listener: () => void): () => void {
    return this.#subscribers.add(listener);
  }

  /**
   * The messages of a conversation, kept up to date until the log has been
   * closed as often as it was opened.
   */
  open(id: string): MessageLog {
    return this.#logs.open(id);
  }

  /**
   * The user looks at the newest messages of this conversation, and no longer
   * at another one: its messages, and new ones, count as read. Returns a
   * function that ends this.
   */
  attend(id: string): () => void {
    const attended = { id };
    this.#attended = attended;
    this.#readAttended();
    return () => {
      if (this.#attended === attended) this.#attended = undefined;
    };
  }

  /**
   * Sends a message and shows it: with sequence off nothing else shows the
   * user's own private messages.
   *
   * @throws {GimError} as the client does
   */
  async send(
    body: RequestOf<"send">,
    options?: CallOptions,
  ): Promise<ResponseOf<"send">> {
    const { request_id = platform.createRequestId() } = body;
    const named = { ...body, request_id };
    const stored = await this.#client.send(named, options);
    const { user } = this.#client.loggedIn ?? {};
    if (user !== undefined) this.#take(ownMessage(named, stored, user));
    return stored;
  }

  /** Becomes a member of a chatroom, and lists it. @throws {GimError} */
  async join(
    body: RequestOf<"join">,
    options?: CallOptions,
  ): Promise<ResponseOf<"join">> {
    const joined = await this.#client.join(body, options);
    const id = CHATROOM + body.id;
    if (this.#list.get(id) === undefined) {
      const { chatroom: { name }, last_sequence, unread } = joined;
      const empty = emptyConversation(id, name);
      // As the service lists it: by the time of joining.
      const updated_at = Date.now();
      this.#set({ ...empty, last_sequence, unread, updated_at });
      this.#reader.read();
    }
    return joined;
  }

  /**
   * Ends a membership, and removes the chatroom from the list. @throws
   * {GimError}
   */
  async leave(body: RequestOf<"leave">, options?: CallOptions): Promise<void> {
    await this.#client.leave(body, options);
    this.#remove(CHATROOM + body.id);
  }

  /** Stops following the client, which goes on. */
  close(): void {
    for (const stop of this.#stops) stop();
    this.#reader.stop();
    this.#logs.end();
    this.#subscribers.clear();
  }

  /** {@linkcode GimStore.close}. */
  [Symbol.dispose](): void {
    this.close();
  }

  #follow(state: StateName): void {
    if (state === "idle") this.#hasBeenIdle = true;
    if (state === "online") this.#online();
  }

  #online(): void {
    const { user, sequence } = this.#client.loggedIn ?? {};
    if (user === undefined) return;
    if (user.id !== this.#userId) this.#forget();
    this.#userId = user.id;
    this.#reader.read();
    const isComplete = sequence === true && !this.#hasBeenIdle;
    for (const log of this.#logs) log.online(isComplete);
    this.#hasBeenIdle = false;
  }

  /** Somebody else has logged in. */
  #forget(): void {
    for (const { id } of this.#list.all) this.#list.delete(id);
    this.#logs.end();
    this.#reader.forget();
    this.#changed();
  }

  #listed(session: Session, isLive: boolean): void {
    const known = this.#list.get(session.id);
    const isNumbered = this.#client.loggedIn?.sequence === true;
    if (known === undefined) {
      // One with a push that is not known was removed since.
      if (!isLive) this.#list.set(session);
    } else if (!isNumbered) {
      this.#list.set(withUncounted(known, session, this.#userId));
    } else this.#list.set(isLive ? withListed(known, session) : session);
    this.#readAttended();
    this.#changed();
  }

  #take(message: ReceivedMessage): void {
    const { session_id: id, sender, title, mentions = [] } = message;
    const known = this.#list.get(id) ?? this.#begin(id, title);
    const isOwn = sender.id === this.#userId;
    const isMention = mentions.some((each) =>
      each === this.#userId || each === EVERYBODY
    );
    this.#set(withMessage(known, message, isOwn, isMention));
    this.#logs.get(id)?.take(message);
    this.#readAttended();
  }

  /** Adds a conversation that the list did not contain. */
  #begin(id: string, title: string | undefined): Conversation {
    const target = id.slice(id.indexOf(":") + 1);
    if (id.startsWith(CHATROOM)) this.#reader.read();
    else if (title === undefined) this.#learnName(target);
    return emptyConversation(id, title ?? target);
  }

  /** The peer's name is not known yet if this user wrote first. */
  async #learnName(userId: string): Promise<void> {
    const found = await this.#client.user({ id: userId }).catch(() => null);
    const known = this.#list.get(PRIVATE + userId);
    if (found === null || known?.title !== userId) return;
    this.#set({ ...known, title: found.name });
  }

  #miss(missed: Missed): void {
    const { session_id: id, reason, count } = missed;
    const known = this.#list.get(id);
    if (reason === "skipped" && known !== undefined) {
      this.#set(withSkipped(known, count));
    }
    // The known sequences belong to other messages now.
    if (reason === "forgotten") this.#remove(id);
    if (reason === "forgotten" || known === undefined) this.#reader.read();
    this.#logs.get(id)?.miss(missed);
  }

  #event(event: EventPush): void {
    const { session_id: id } = event;
    if (id === undefined) return;
    const known = this.#list.get(id);
    if (event.event === "joined" && event.user.id === this.#userId) {
      this.#reader.read();
    } else if (endsMembership(event, this.#userId)) {
      this.#remove(id);
    } else if (known === undefined) {
      // The list will contain what happens in a conversation that is not listed
      // yet.
    } else if (event.event === "updated") {
      this.#set({ ...known, title: event.chatroom.name });
    } else if (event.event === "recalled") {
      const after = withRecalled(known, event.message_id);
      this.#set(after);
      const { sequence } = event;
      if (mayCountTooMany(known, after, sequence)) this.#reader.readSoon();
    } else if (event.event === "edited" || event.event === "reacted") {
      this.#set(withUpdated(known, event, this.#userId));
    } else if (event.event === "read" && event.user_id === this.#userId) {
      const after = withRead(known, event.sequence);
      this.#set(after);
      if (mayCountTooMany(known, after)) this.#reader.readSoon();
    }
    this.#logs.get(id)?.event(event);
  }

  #readAttended(): void {
    const known = this.#list.get(this.#attended?.id ?? "");
    if (known === undefined || known.unread === 0) return;
    const { id, last_sequence } = known;
    this.#set(withRead(known, last_sequence));
    if (last_sequence > 0) this.#marks.mark(id, last_sequence);
  }

  #set(conversation: Conversation): void {
    this.#list.set(conversation);
    this.#reader.note(conversation.id);
    this.#changed();
  }

  #remove(id: string): void {
    this.#list.delete(id);
    this.#reader.note(id);
    this.#changed();
  }

  #changed(): void {
    this.#subscribers.tell();
  }
}
