import type {
  OperationName,
  RequestOf,
  ResponseOf,
} from "../protocol/operations.ts";
import type { EventPush } from "../protocol/responses.ts";
import type { BoundedStream, StreamOptions } from "./bounded_stream.ts";
import {
  checkBody,
  checkCall,
  checkCredentials,
  checkEvent,
  checkListener,
  checkOptions,
  checkStream,
} from "./checks.ts";
import type { ClientEvents } from "./client_events.ts";
import { Connector } from "./connector.ts";
import type { Credentials } from "./credentials.ts";
import { Emitter } from "./emitter.ts";
import { GimClosedError, GimError } from "./errors.ts";
import { Inboxes } from "./inboxes.ts";
import { limit, type Limits, unattended } from "./limit.ts";
import { Lookups } from "./lookups.ts";
import { ownMessage } from "./own_message.ts";
import type { ReceivedMessage } from "./received_message.ts";
import { type CallOptions, Requests } from "./requests.ts";
import {
  type ClientOptions,
  resolveSettings,
  type Settings,
} from "./settings.ts";
import type { StateName } from "./state.ts";
import type { Position } from "./position.ts";
import type { LoggedIn } from "./visit.ts";

const CHATROOM_PREFIX = "1:";
const CLOSED = "the client is closed";
const LOGGED_OUT = "logged out";
/** What comes from the service, and only while the client is online. */
const RECEIVED = ["message", "event", "missed"] as const;

/**
 * A user's connection to the service: gets them online, keeps them there, and
 * repeats what a broken connection left unanswered. Every call takes a timeout
 * and an `AbortSignal`, waits for the connection where there is none but a user
 * to log in, and is refused with an error of `base/errors.ts`.
 */
export class GimClient extends Lookups implements AsyncDisposable {
  #settings: Settings;
  #events = new Emitter<ClientEvents>();
  #requests: Requests;
  #connector: Connector;
  #inboxes: Inboxes;
  #loggedIn: LoggedIn | undefined;
  /** A logout that is under way. */
  #leaving: Promise<void> | undefined;
  #logouts = 0;

  /**
   * A client of the service at an address; it connects when it is told to.
   *
   * @throws {TypeError | RangeError} when the address is not `ws://…` or
   * `wss://…`, or an option is none
   */
  constructor(url: string, options: ClientOptions = {}) {
    super();
    if (!/^wss?:$/.test(new URL(url).protocol)) {
      throw new TypeError(`url: got ${url}: expected ws://… or wss://…`);
    }
    checkOptions(options);
    this.#settings = resolveSettings(options);
    const { requestTimeout: timeout, surroundings } = this.#settings;
    this.#requests = new Requests({
      clock: surroundings.clock,
      timeout,
      obstacle: () => this.#connector.obstacle,
      onUnauthorized: () => this.#connector.renewLogin(),
    });
    this.#inboxes = new Inboxes({
      ...this.#settings,
      requests: { call: (...call) => this.ask(...call) },
      events: this.#events,
    });
    this.#connector = new Connector({
      url,
      settings: this.#settings,
      requests: this.#requests,
      onState: (state) => this.#events.emit("state", state),
      onOnline: (loggedIn) => {
        this.#loggedIn = loggedIn;
        this.#inboxes.online(loggedIn);
      },
      onFrame: (frame) => this.#inboxes.receive(frame),
      onError: (error) => this.#events.emit("error", error),
      onStop: (error) => this.#events.fail(RECEIVED, error),
    });
  }

  /** Where the client is on its way to being online. */
  get state(): StateName {
    return this.#connector.state;
  }

  /** What the service said to the last login. */
  get loggedIn(): LoggedIn | undefined {
    return this.#loggedIn;
  }

  /**
   * How far the application has got in each conversation, with sequence on: to
   * be stored, and given to the next client as its option `positions`.
   */
  get positions(): Record<string, Position> {
    return this.#inboxes.current?.positions ?? {};
  }

  /**
   * Calls `listener` from now on; returns the way to stop.
   *
   * @throws {TypeError} when there is no such event, or the listener is none
   */
  on<K extends keyof ClientEvents>(
    name: K,
    listener: (value: ClientEvents[K]) => void,
  ): () => void {
    checkEvent(name);
    checkListener(listener);
    return this.#events.on(name, listener);
  }

  /**
   * Everything of one kind from now on, for a `for await` loop. It ends with
   * the client; when the client stops by itself, what comes from the service
   * (`message`, `event`, `missed`) ends with a {@linkcode GimClosedError}.
   *
   * @throws {TypeError | RangeError} when there is no such event, or option
   */
  stream<K extends keyof ClientEvents>(
    name: K,
    options?: StreamOptions,
  ): BoundedStream<ClientEvents[K]> {
    checkEvent(name);
    checkStream(options);
    return this.#events.stream(name, options);
  }

  /** `stream("message")`. */
  messages(options?: StreamOptions): BoundedStream<ReceivedMessage> {
    return this.stream("message", options);
  }

  /** `stream("event")`. */
  events(options?: StreamOptions): BoundedStream<EventPush> {
    return this.stream("event", options);
  }

  /** Opens a connection ahead of the login. @throws {GimError} */
  connect(options: CallOptions = {}): Promise<void> {
    return this.#begin(options, (limits) => this.#connector.connect(limits));
  }

  /**
   * Connects and logs in, trying until the timeout; once it has succeeded the
   * client stays online by itself. The user who is logged in already may log in
   * again: the new token counts from the service's answer on, and where it is
   * refused the old one stays; another name counts from the next connection on.
   * Another user has to wait for {@linkcode GimClient.logout}.
   *
   * @throws {GimError} and whatever the token function throws
   */
  login(
    credentials: Credentials,
    options: CallOptions = {},
  ): Promise<LoggedIn> {
    return this.#begin(options, async (limits) => {
      checkCredentials(credentials);
      const { userId = credentials.id } = this.#connector;
      if (userId !== credentials.id) {
        const message = `cannot log in: ${userId} is logged in: log out first`;
        throw new GimError(message);
      }
      const loggedIn = await this.#connector.login(credentials, limits);
      return this.#loggedIn = loggedIn;
    });
  }

  /**
   * Logs out and disconnects; the client can log in again. It disconnects where
   * the service does not answer in time, or refuses, as well.
   */
  logout(options: CallOptions = {}): Promise<void> {
    return unattended(() => {
      this.#admit(options);
      this.#logouts++;
      if (this.state !== "online") return this.#disconnect();
      const leaving = this.#leave(options);
      this.#leaving = leaving;
      const end = () => {
        if (this.#leaving === leaving) this.#leaving = undefined;
      };
      leaving.then(end, end);
      return leaving;
    });
  }

  /**
   * Sends a message. Unanswered, it is sent again after a reconnect until the
   * timeout, and stored once: a `request_id` is made where none is given.
   */
  send(
    message: RequestOf<"send">,
    options?: CallOptions,
  ): Promise<ResponseOf<"send">> {
    return unattended(async () => {
      checkBody(message);
      const { createRequestId } = this.#settings.surroundings;
      const { request_id = createRequestId() } = message;
      const body = { ...message, request_id };
      const stored = await this.ask("send", body, options);
      const sender = this.#loggedIn?.user;
      if (sender) this.#inboxes.current?.sent(ownMessage(body, stored, sender));
      return stored;
    });
  }

  /** Becomes a member of a chatroom, which is created where there is none. */
  join(
    body: RequestOf<"join">,
    options?: CallOptions,
  ): Promise<ResponseOf<"join">> {
    return unattended(async () => {
      checkBody(body);
      const joined = this.ask("join", body, options);
      const id = CHATROOM_PREFIX + body.id;
      const begun = this.#inboxes.current?.join(id, joined);
      const stand = await joined;
      // Where the first login was still under way, it begins now.
      await (begun ?? this.#inboxes.current?.join(id, joined));
      return stand;
    });
  }

  /** Ends a membership. */
  leave(
    body: RequestOf<"leave">,
    options?: CallOptions,
  ): Promise<ResponseOf<"leave">> {
    return unattended(async () => {
      const nothing = await this.ask("leave", body, options);
      this.#inboxes.current?.left(CHATROOM_PREFIX + body.id);
      return nothing;
    });
  }

  /** Takes a message back; needs sequence. Comes as an `event` here as well. */
  recall(
    body: RequestOf<"recall">,
    options?: CallOptions,
  ): Promise<ResponseOf<"recall">> {
    return unattended(async () => {
      const message = await this.ask("recall", body, options);
      const { id: message_id, session_id, sequence } = message;
      const event = "recalled";
      this.#inboxes.current?.event({ event, session_id, message_id, sequence });
      return message;
    });
  }

  /** Ends everything, for good. Settles when the socket is closed. */
  async close(): Promise<void> {
    this.#inboxes.current?.stop();
    const error = new GimClosedError(CLOSED);
    await this.#connector.halt(error, "closed");
    this.#events.end();
  }

  /** {@linkcode GimClient.close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal */
  protected override ask<N extends OperationName>(
    name: N,
    body: RequestOf<N>,
    options?: CallOptions,
  ): Promise<ResponseOf<N>> {
    return unattended(() => {
      this.#admit(options);
      checkBody(body);
      const { stoppedBy } = this.#connector;
      if (stoppedBy !== undefined) throw stoppedBy;
      return this.#requests.call(name, body, options);
    });
  }

  /** Nothing is begun for who is aborted already, and nothing once it is closed. */
  #admit(options: CallOptions = {}): void {
    if (this.state === "closed") throw new GimClosedError(CLOSED);
    checkCall(options);
    options.signal?.throwIfAborted();
  }

  /** Begins to connect or to log in, as soon as a logout before it is over. */
  #begin<T>(
    options: CallOptions,
    begin: (limits: Limits) => Promise<T>,
  ): Promise<T> {
    return unattended(() => {
      this.#admit(options);
      const { timeout = this.#settings.requestTimeout, signal } = options;
      const limits = { timeout, signal };
      return this.#leaving === undefined
        ? begin(limits)
        : this.#follow(this.#leaving, limits, begin);
    });
  }

  /** Another logout, made later, is the last word. */
  async #follow<T>(
    leaving: Promise<void>,
    { timeout, signal }: Limits,
    begin: (limits: Limits) => Promise<T>,
  ): Promise<T> {
    const { clock } = this.#settings.surroundings;
    const [since, logouts] = [clock.now(), this.#logouts];
    const left = leaving.catch(() => {});
    await limit(left, { timeout, signal }, { clock });
    if (logouts !== this.#logouts) throw new GimClosedError(LOGGED_OUT);
    const rest = timeout - (clock.now() - since);
    return this.#begin({ timeout: Math.max(0, rest), signal }, begin);
  }

  /** Who wants to go goes, whatever the service says or does not say. */
  async #leave(options: CallOptions): Promise<void> {
    try {
      await this.ask("logout", {}, options);
    } catch (error) {
      // Another logout, or the service, was first.
      if (!(error instanceof GimClosedError)) {
        this.#disconnect();
        throw error;
      }
    }
    await this.#disconnect();
  }

  #disconnect(): Promise<void> {
    this.#inboxes.forget();
    this.#loggedIn = undefined;
    return this.#connector.halt(new GimClosedError(LOGGED_OUT), "idle");
  }
}
