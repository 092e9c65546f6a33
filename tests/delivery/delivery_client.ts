import {
  GimClient,
  GimClosedError,
  GimError,
  GimOverflowError,
  GimReplyError,
  GimTimeoutError,
  type Position,
  type WireCodec,
} from "../../src/client/mod.ts";
import type { RequestOf } from "../../src/protocol/operations.ts";
import type { Clock } from "../../src/base/clock.ts";
import type { Event, Message } from "../helpers/contract.ts";
import { ConversationView } from "./conversation_view.ts";
import { LinkSocket } from "./link_socket.ts";
import type { Random } from "./random.ts";
import type { Transport } from "./transport.ts";
import { isPrivate, keyOf, sessionIdOf } from "./wire.ts";
import { WireWatch } from "./wire_watch.ts";
import type { Draft, Govern, Move, Recorder, Where } from "./recorder.ts";

/** Where it leads to is the transport's business. */
const ADDRESS = "ws://service/ws";
/** Milliseconds for what is waited for as long as the schedule may take. */
const PATIENT = 600_000;
/** Milliseconds for a call that may also fail, and until a dead line shows. */
const SHORT = 8000;
/** Milliseconds until a send is given up, and made again by the application. */
const SEND_TIMEOUTS = [500, 5000, 20_000];
/** Back soon: within some hundred milliseconds, as long as it succeeds. */
const BACK_OFF = { base: 200, max: 2000 };
const UNAVAILABLE = 503;
/** Milliseconds until what was answered 503 is asked for again. */
const RETRY = 300;

/** What a device is made of. */
export interface DeviceOptions {
  readonly userId: string;
  /** Names the device among all devices of all users. */
  readonly device: string;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly random: Random;
  /** What every login needs, where it needs anything. */
  readonly token: (() => Promise<string>) | undefined;
  readonly codec: WireCodec;
}

/** Something that the application wants done, whatever happens. */
type Job = (client: GimClient) => Promise<unknown>;

/** The client, and the heartbeat, which it normally sends by itself. */
class BeatingClient extends GimClient {
  heartbeat(): Promise<unknown> {
    return this.ask("heartbeat", {}, { timeout: SHORT });
  }
}

/**
 * An application on one device of one user: it uses the client as an application
 * does, keeps what it is given, and does again what failed without an answer. A
 * restart of it is a new client that goes on at the positions of the last.
 */
export class DeliveryClient {
  readonly views = new Map<string, ConversationView>();
  #options: DeviceOptions;
  #client: BeatingClient | undefined;
  #watch: WireWatch | undefined;
  #connections = 0;
  #positions: Readonly<Record<string, Position>> | undefined;
  #token: string | undefined;
  #jobs = new Set<Job>();
  #refreshes = 0;
  /** By the id of each message that was to be changed. */
  #sequences = new Map<string, number>();
  #closing: Promise<void>[] = [];

  constructor(options: DeviceOptions) {
    this.#options = options;
  }

  get userId(): string {
    return this.#options.userId;
  }

  get device(): string {
    return this.#options.device;
  }

  /** Connected, with nothing under way and nothing left to do? */
  get idle(): boolean {
    return this.#client?.state === "online" && this.#jobs.size === 0 &&
      this.#refreshes === 0 && this.#watch?.unanswered === 0;
  }

  /** What it is doing, for somebody who wonders why it is not idle. */
  get state(): string {
    const { state } = this.#client ?? { state: "stopped" };
    const unanswered = this.#watch?.unanswered ?? 0;
    return `${this.device} is ${state}, ${this.#jobs.size} jobs, ` +
      `${this.#refreshes} refreshes, ${unanswered} unanswered`;
  }

  /** Up to which sequence the client says that its application has all. */
  reach(key: string): number | undefined {
    const id = sessionIdOf(key, this.userId);
    return this.#client?.positions[id]?.sequence;
  }

  /** Begins, or goes on where it stopped. */
  start(): void {
    if (this.#client !== undefined) return;
    const client = this.#create();
    this.#client = client;
    const { userId: id, device, token: fetch } = this.#options;
    const known = this.#token;
    const token = fetch ?? (known === undefined ? undefined : () => known);
    const proof = token === undefined ? {} : { token };
    client.login({ id, device, ...proof }, { timeout: PATIENT }).catch(
      (error) => {
        if (this.#client === client) this.#fault(`login: ${error}`);
      },
    );
    for (const job of this.#jobs) this.#do(job, client);
  }

  /** Ends without a word to anybody; may be started again. */
  stop(): void {
    const client = this.#client;
    if (client === undefined) return;
    this.#client = undefined;
    if (client.loggedIn !== undefined) {
      this.#positions = client.positions;
      this.#token = client.loggedIn.token;
    }
    this.#closing.push(client.close());
  }

  /** Settles when nothing is left of what was stopped. */
  async gone(): Promise<void> {
    await Promise.all(this.#closing);
  }

  /** Sends a message, again and again until that is answered. */
  send({ key, requestId: request_id, content }: Draft): void {
    const sessionId = sessionIdOf(key, this.userId);
    const type = sessionId.startsWith("1:") ? 1 : 2;
    const body = { type, target_id: sessionId.slice(2), content, request_id };
    const timeout = this.#options.random.pick(SEND_TIMEOUTS);
    this.#add((client) => client.send(body as RequestOf<"send">, { timeout }));
  }

  /** Joins or leaves a room, trying until that is answered. */
  move(id: string, how: Move): void {
    this.#add((client) => client[how]({ id }, { timeout: PATIENT }));
  }

  /** Removes, bans or mutes another; nobody may ever hear of it. */
  govern({ act, room: id, userId: user_id, seconds }: Govern): void {
    this.#try((client) => {
      const options = { timeout: SHORT };
      if (act === "remove") {
        return client.remove({ id, user_ids: [user_id] }, options);
      }
      return client[act]({ id, user_id, seconds }, options);
    });
  }

  /** Marks a conversation read; nobody may ever hear of it. */
  read({ key }: ConversationView, sequence: number): void {
    const session_id = sessionIdOf(key, this.userId);
    this.#try((client) =>
      client.read({ session_id, sequence }, { timeout: SHORT })
    );
  }

  /** Takes a message back; nobody may ever hear of it. */
  recall({ key }: ConversationView, { id, sequence }: Message): void {
    const session_id = sessionIdOf(key, this.userId);
    this.#sequences.set(id, sequence);
    this.#try((client) =>
      client.recall({ session_id, message_id: id }, { timeout: SHORT })
    );
  }

  /** Changes what a message says; nobody may ever hear of it. */
  edit({ key }: ConversationView, message: Message, content: string): void {
    const session_id = sessionIdOf(key, this.userId);
    const { id: message_id, sequence } = message;
    this.#sequences.set(message_id, sequence);
    this.#try((client) =>
      client.edit({ session_id, message_id, content }, { timeout: SHORT })
    );
  }

  /** Reacts to a message, or no longer; nobody may ever hear of it. */
  react(
    { key }: ConversationView,
    { id: message_id, sequence }: Message,
    { reaction, on }: { reaction: string; on: boolean },
  ): void {
    const session_id = sessionIdOf(key, this.userId);
    this.#sequences.set(message_id, sequence);
    const body = { session_id, message_id, reaction, on };
    this.#try((client) => client.react(body, { timeout: SHORT }));
  }

  /** Asks the service for a sign of life; returns whether there was one. */
  async isHeard(): Promise<boolean> {
    const beat = this.#client?.heartbeat() ?? Promise.reject();
    return await beat.then(() => true, () => false);
  }

  /** Reads the session list, and the marks in private conversations. */
  async refresh(): Promise<void> {
    const client = this.#client;
    if (client === undefined) return;
    this.#refreshes++;
    try {
      await this.#readList(client);
      for (const { key, through } of this.views.values()) {
        if (!isPrivate(key)) continue;
        const session_id = sessionIdOf(key, this.userId);
        await client.sync(
          { session_id, after_sequence: through, count: 1 },
          { timeout: PATIENT },
        );
      }
    } catch (error) {
      this.#judge(error);
    } finally {
      this.#refreshes--;
    }
  }

  /** A room that the list does not show, nothing going on, was left. */
  async #readList(client: GimClient): Promise<void> {
    const listed = new Set<string>();
    const count = this.#options.random.whole(1, 5);
    const pages = client.sessionPages({ count }, { timeout: PATIENT });
    for await (const { items } of pages) {
      for (const { id } of items) listed.add(keyOf(id, this.userId));
    }
    for (const view of this.views.values()) {
      if (!isPrivate(view.key) && !listed.has(view.key)) view.leave();
    }
  }

  #create(): BeatingClient {
    const { clock, codec, random, transport, recorder } = this.#options;
    const positions = this.#positions;
    const client = new BeatingClient(ADDRESS, {
      codec,
      from: "all",
      ...(positions === undefined ? {} : { positions }),
      backOff: BACK_OFF,
      heartbeatTimeout: SHORT,
      environment: {
        clock,
        random: () => random.next(),
        createSocket: (_, subprotocols) =>
          new LinkSocket(transport, subprotocols, this.#attend()),
      },
    });
    client.on("message", (message) => this.#take(message));
    client.on("event", (event) => this.#hear(event as Event));
    client.on("missed", (missed) => {
      recorder.missed(this.#where, missed);
      this.#view(missed.session_id).skip(missed.last ?? 0);
    });
    client.on("error", (error) => {
      if (!(error instanceof GimError)) this.#fault(`error: ${error}`);
    });
    return client;
  }

  #attend(): WireWatch {
    this.#connections++;
    this.#watch = new WireWatch({
      where: this.#where,
      recorder: this.#options.recorder,
      clock: this.#options.clock,
      view: (key) => this.#viewOf(key),
      sequenceOf: (id) => this.#sequences.get(id) ?? 0,
    });
    return this.#watch;
  }

  #take(message: Message): void {
    this.#options.recorder.delivered(this.#where, message);
    this.#view(message.session_id).take(message);
  }

  #hear(event: Event): void {
    const { session_id, sequence = 0, message } = event;
    if (event.event === "recalled") this.#view(session_id).recall(sequence);
    if (event.event === "reacted") this.#view(session_id).react(event);
    if (message !== undefined) this.#view(session_id).edit(message);
  }

  #add(job: Job): void {
    this.#jobs.add(job);
    if (this.#client !== undefined) this.#do(job, this.#client);
  }

  /** What a client that was closed has left undone, the next one does. */
  async #do(job: Job, client: GimClient): Promise<void> {
    for (;;) {
      try {
        await job(client);
        break;
      } catch (error) {
        if (error instanceof GimClosedError) return;
        if (error instanceof GimTimeoutError) continue;
        if (isUnavailable(error)) {
          await this.#pause(RETRY);
          continue;
        }
        this.#judge(error);
        break;
      }
    }
    this.#jobs.delete(job);
  }

  #pause(ms: number): Promise<void> {
    const { clock } = this.#options;
    return new Promise((resolve) => clock.after(ms, resolve));
  }

  async #try(job: Job): Promise<void> {
    const client = this.#client;
    if (client?.state !== "online") return;
    try {
      await job(client);
    } catch (error) {
      this.#judge(error);
    }
  }

  /** A refusal has been judged already, where it came in. */
  #judge(error: unknown): void {
    const expected = error instanceof GimReplyError ||
      error instanceof GimTimeoutError || error instanceof GimClosedError;
    if (!expected) this.#fault(String(error));
  }

  #fault(text: string): void {
    this.#options.recorder.fault(this.#where, text);
  }

  /** The name of the connection of now. */
  get #where(): Where {
    const { userId, device } = this.#options;
    return { userId, device, connection: `${device}#${this.#connections}` };
  }

  #view(sessionId: string): ConversationView {
    return this.#viewOf(keyOf(sessionId, this.userId));
  }

  #viewOf(key: string): ConversationView {
    const known = this.views.get(key);
    if (known !== undefined) return known;
    const view = new ConversationView(key);
    this.views.set(key, view);
    return view;
  }
}

/** Nothing is known of it, or too much waits while the service is away. */
function isUnavailable(error: unknown): boolean {
  return error instanceof GimOverflowError ||
    error instanceof GimReplyError && error.code === UNAVAILABLE;
}
