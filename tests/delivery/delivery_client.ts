import {
  type Event,
  type Message,
  OP,
  type Push,
  type Sent,
} from "../helpers/contract.ts";
import { Backlog } from "./backlog.ts";
import { catchUp } from "./catch_up.ts";
import { ClientConnection, type DeviceOptions } from "./client_connection.ts";
import { ConversationView } from "./conversation_view.ts";
import type { Exchange } from "./exchange.ts";
import { readSessionList } from "./session_list.ts";
import { isPrivate, keyOf, sessionIdOf } from "./wire.ts";
import type { Draft, Move } from "./witness.ts";

/**
 * One device of one user, doing what the protocol asks of a client: it keeps
 * each conversation without gaps, closes those it sees by sync, sends again
 * under the same request id what was not answered, and resumes from the session
 * list after each reconnect.
 */
export class DeliveryClient {
  readonly views = new Map<string, ConversationView>();
  #options: DeviceOptions;
  #connection: ClientConnection;
  #backlog = new Backlog();
  /** The connection whose session list has been read to the end. */
  #resumed: Exchange | undefined;

  constructor(options: DeviceOptions) {
    this.#options = options;
    this.#connection = new ClientConnection({
      ...options,
      onLogin: (exchange) => {
        this.#backlog.flush(exchange);
        this.refresh();
      },
      onPush: (push) => this.#takePush(push),
      onEvent: (event) => this.#takeEvent(event),
    });
  }

  get userId(): string {
    return this.#options.userId;
  }

  get device(): string {
    return this.#options.device;
  }

  /** Connected, with nothing under way and nothing left to do? */
  get idle(): boolean {
    const { exchange } = this.#connection;
    if (exchange === undefined || exchange !== this.#resumed) return false;
    const syncing = [...this.views.values()].some((view) => view.syncing);
    return !syncing && this.#backlog.size === 0 && exchange.unanswered === 0;
  }

  /** Connects, and goes on doing so. */
  start(): void {
    this.#connection.start();
  }

  /** Ends without a word to anybody; may be started again. */
  stop(): void {
    this.#connection.stop();
  }

  /** Sends a message, again and again until that is answered. */
  send(draft: Draft): void {
    const { witness } = this.#options;
    const sessionId = sessionIdOf(draft.key, this.userId);
    const body = {
      type: Number(sessionId[0]),
      target_id: sessionId.slice(2),
      content: draft.content,
      request_id: draft.requestId,
    };
    this.#persist(async (exchange) => {
      const { where } = this.#connection;
      witness.sending(where, draft);
      const reply = await exchange.ask(OP.send, body);
      if (reply === undefined) return false;
      const sent = reply.data as Sent | null;
      witness.sent(where, draft, { ...reply, data: sent });
      if (sent !== null) this.#takeOwn(draft, sent);
      return true;
    });
  }

  /** Joins or leaves a room, trying until that is answered. */
  move(room: string, how: Move): void {
    const { witness } = this.#options;
    this.#persist(async (exchange) => {
      const { where } = this.#connection;
      const asked = witness.moving(where, room, how);
      const reply = await exchange.ask(OP[how], { id: room });
      if (reply === undefined) return false;
      witness.moved(where, { room, how, asked }, reply);
      const view = this.#view(`1:${room}`);
      if (how === "leave") view.leave();
      else if (reply.code === 0) this.#wantSync(view);
      return true;
    });
  }

  /** Marks a conversation read, once; nobody may ever hear of it. */
  async read(view: ConversationView, sequence: number): Promise<void> {
    const { exchange, where } = this.#connection;
    if (exchange === undefined) return;
    const { witness } = this.#options;
    const { key } = view;
    const asked = witness.reading(where, key, sequence);
    const session_id = sessionIdOf(key, this.userId);
    const reply = await exchange.ask(OP.read, { session_id, sequence });
    if (reply === undefined) return;
    witness.read(where, { key, sequence, asked }, reply);
    if (reply.code !== 0) return;
    view.readSequence = Math.max(view.readSequence, sequence);
  }

  /** Takes a message back, once; nobody may ever hear of it. */
  async recall(view: ConversationView, message: Message): Promise<void> {
    const { exchange, where } = this.#connection;
    if (exchange === undefined) return;
    const { witness } = this.#options;
    const { key } = view;
    const { id: message_id, sequence } = message;
    witness.recalling(where, key, sequence);
    const session_id = sessionIdOf(key, this.userId);
    const reply = await exchange.ask(OP.recall, { session_id, message_id });
    if (reply === undefined) return;
    const data = reply.data as Message | null;
    witness.recalled(where, { key, sequence }, { ...reply, data });
    if (reply.code === 0) view.recall(sequence);
  }

  /** Reads the session list and syncs what that shows to be behind. */
  async refresh(): Promise<void> {
    const { exchange, where } = this.#connection;
    if (exchange === undefined) return;
    const { witness, random } = this.#options;
    const listed = new Set<ConversationView>();
    const done = await readSessionList({
      exchange,
      witness,
      count: random.whole(1, 5),
      onItem: (item, asked) => {
        witness.listed(where, item, asked);
        const view = this.#view(keyOf(item.id, this.userId));
        listed.add(view);
        view.note(item);
        // The list does not say how far a peer has read.
        view.wanted ||= isPrivate(view.key);
        this.#sync(view);
      },
    });
    if (typeof done === "string") witness.fault(where, done);
    if (done !== true) return;
    this.#doubt(listed);
    this.#resumed = exchange;
  }

  /** What the list did not show is gone, or moved on while it was paged. */
  #doubt(listed: ReadonlySet<ConversationView>): void {
    for (const view of this.views.values()) {
      if (view.member && !listed.has(view)) this.#wantSync(view);
    }
  }

  #takePush({ session, items }: Push): void {
    const view = this.#view(keyOf(session.id, this.userId));
    view.member = true;
    for (const message of items) view.take(message);
    this.#sync(view);
  }

  #takeEvent({ event, session_id, sequence = 0, ...who }: Event): void {
    const view = this.#view(keyOf(session_id, this.userId));
    const own = (who.user?.id ?? who.user_id) === this.userId;
    if (event === "recalled") view.recall(sequence);
    else if (event === "joined" && own) this.#wantSync(view);
    else if (event === "left" && own) view.leave();
    else if (event === "read" && own) view.readSequence = sequence;
    else if (event === "read") view.peerReadSequence = sequence;
  }

  /** The service does not repeat to a sender what they sent. */
  #takeOwn(draft: Draft, { id, sequence, session_id, created_at }: Sent): void {
    const { key, userId, content } = draft;
    const view = this.#view(key);
    const sender = { id: userId, name: userId };
    const rest = { session_id, category: "text", status: 1, created_at };
    view.take({ id, sequence, sender, content, ...rest });
    this.#sync(view);
  }

  #persist(attempt: (exchange: Exchange) => Promise<boolean>): void {
    this.#backlog.add(attempt, this.#connection.exchange);
  }

  #wantSync(view: ConversationView): void {
    view.wanted = true;
    view.member = true;
    this.#sync(view);
  }

  #sync(view: ConversationView): void {
    const { exchange, where } = this.#connection;
    if (exchange === undefined) return;
    const { witness, random } = this.#options;
    const count = () => random.pick([1, 2, 5, 20, 500]);
    catchUp(view, { exchange, where, witness, count });
  }

  #view(key: string): ConversationView {
    const known = this.views.get(key);
    if (known !== undefined) return known;
    const view = new ConversationView(key);
    this.views.set(key, view);
    return view;
  }
}
