import type {
  OperationName,
  RequestOf,
  ResponseOf,
} from "../protocol/operations.ts";
import type { EventPush } from "../protocol/responses.ts";
import { admit, CLOSED } from "./admit.ts";
import type { BoundedStream, StreamOptions } from "./bounded_stream.ts";
import { Calls } from "./calls.ts";
import { changeOf } from "./changes.ts";
import {
  checkBody,
  checkEvent,
  checkListener,
  checkOptions,
  checkStream,
} from "./checks.ts";
import type { ClientEvents } from "./client_events.ts";
import { Connector } from "./connector.ts";
import type { Credentials } from "./credentials.ts";
import { Emitter } from "./emitter.ts";
import { GimClosedError } from "./errors.ts";
import { Inboxes } from "./inboxes.ts";
import { unattended } from "./limit.ts";
import { Logins } from "./logins.ts";
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
import type { LoggedIn } from "./online_period.ts";
import { Watching } from "./watching.ts";

const CHATROOM_PREFIX = "1:";
/** Events that come from the service, and only while the client is online. */
const RECEIVED = ["message", "event", "signal", "missed"] as const;

/**
 * A user's connection to the service. It gets the user online, keeps them
 * online, and repeats requests that a broken connection left unanswered. Every
 * call takes a timeout and an `AbortSignal`, and waits for the connection as
 * long as there is a user to log in. A refused call rejects with a class of
 * {@linkcode GimError}.
 */
export class GimClient extends Calls implements AsyncDisposable {
  #settings: Settings;
  #events = new Emitter<ClientEvents>();
  #requests: Requests;
  #connector: Connector;
  #logins: Logins;
  #inboxes: Inboxes;
  #watching = new Watching({
    ask: (body) => this.ask("watch", body),
    emit: (event) => this.#events.emit("event", event),
  });

  /**
   * A client of the service at an address. It does not connect yet.
   *
   * @throws {TypeError | RangeError} when the address is not `ws://…` or
   * `wss://…`, or an option is wrong
   */
  constructor(url: string, options: ClientOptions = {}) {
    super();
    if (!/^wss?:$/.test(new URL(url).protocol)) {
      throw new TypeError(`url: got ${url}: expected ws://… or wss://…`);
    }
    checkOptions(options);
    const settings = resolveSettings(options);
    const { requestTimeout: timeout, environment } = settings;
    const requests = new Requests({
      clock: environment.clock,
      timeout,
      obstacle: () => this.#connector.obstacle,
      onUnauthorized: () => this.#connector.renewLogin(),
    });
    this.#settings = settings;
    this.#requests = requests;
    this.#inboxes = new Inboxes({
      ...settings,
      requests: { call: (...call) => this.ask(...call) },
      events: this.#events,
    });
    const connector = new Connector({
      url,
      settings,
      requests,
      onState: (state) => this.#events.emit("state", state),
      onOnline: (loggedIn) => {
        this.#logins.online(loggedIn);
        this.#inboxes.online(loggedIn);
        this.#watching.again();
      },
      onFrame: (frame) => this.#inboxes.receive(frame),
      onError: (error) => this.#events.emit("error", error),
      onStop: (error) => this.#events.fail(RECEIVED, error),
    });
    this.#connector = connector;
    const onLogout = () => {
      this.#inboxes.forget();
      this.#watching.forget();
    };
    this.on("event", (event) => this.#watching.take(event));
    this.#logins = new Logins({ connector, requests, settings, onLogout });
  }

  /** How far the client is in getting online. */
  get state(): StateName {
    return this.#connector.state;
  }

  /** The service's reply to the last login. */
  get loggedIn(): LoggedIn | undefined {
    return this.#logins.loggedIn;
  }

  /**
   * How far the application has got in each conversation, with sequence on: to
   * be stored, and passed to the next client as its option `positions`.
   */
  get positions(): Record<string, Position> {
    return this.#inboxes.current?.positions ?? {};
  }

  /**
   * Calls `listener` from now on; returns a function that stops it.
   *
   * @throws {TypeError} when there is no such event, or the listener is no
   * function
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
   * All values of one kind from now on, for a `for await` loop. It ends with
   * the client. When the client stops by itself, the streams of what comes from
   * the service (`message`, `event`, `missed`) end with a {@linkcode
   * GimClosedError}.
   *
   * @throws {TypeError | RangeError} when there is no such event or option
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
    return this.#logins.connect(options);
  }

  /**
   * Connects and logs in, and tries until the timeout. Once this has succeeded
   * the client stays online by itself. The same user may log in again: the new
   * token is used as soon as the service has accepted it, and if it is refused
   * the old one stays; a new name is used from the next connection on. For
   * another user, call {@linkcode GimClient.logout} first.
   *
   * @throws {GimError} and whatever the token function throws
   */
  login(
    credentials: Credentials,
    options: CallOptions = {},
  ): Promise<LoggedIn> {
    return this.#logins.login(credentials, options);
  }

  /**
   * Logs out and disconnects; the client can log in again. It also disconnects
   * if the service refuses or does not answer in time.
   */
  logout(options: CallOptions = {}): Promise<void> {
    return this.#logins.logout(options);
  }

  /**
   * Sends a message. If it is not answered it is sent again after a reconnect,
   * until the timeout, and stored only once, by its `request_id`; one is made
   * if none is given.
   */
  send(
    message: RequestOf<"send">,
    options?: CallOptions,
  ): Promise<ResponseOf<"send">> {
    return unattended(async () => {
      checkBody(message);
      const { createRequestId } = this.#settings.environment;
      const { request_id = createRequestId() } = message;
      const body = { ...message, request_id };
      const stored = await this.ask("send", body, options);
      const sender = this.loggedIn?.user;
      if (sender) this.#inboxes.current?.sent(ownMessage(body, stored, sender));
      return stored;
    });
  }

  /** Becomes a member of a chatroom, which is created if there is none. */
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
      // A first login that was under way when this began has its inbox only
      // now.
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

  /**
   * Recalls a message; needs sequence. The client also emits it as an `event`.
   */
  recall(
    body: RequestOf<"recall">,
    options?: CallOptions,
  ): Promise<ResponseOf<"recall">> {
    return unattended(async () => {
      const message = await this.ask("recall", body, options);
      this.#inboxes.current?.event(changeOf(message));
      return message;
    });
  }

  /**
   * Watches users from now on, or no longer with `on: false`; `event` tells who
   * of them comes online and goes offline, also after a reconnect.
   */
  watch(
    body: RequestOf<"watch">,
    options?: CallOptions,
  ): Promise<ResponseOf<"watch">> {
    return unattended(async () => {
      const watched = await this.ask("watch", body, options);
      this.#watching.note(body, watched);
      return watched;
    });
  }

  /** Ends the client for good. Settles when the socket is closed. */
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
      admit(this.state, options);
      checkBody(body);
      const { stoppedBy } = this.#connector;
      if (stoppedBy !== undefined) throw stoppedBy;
      return this.#requests.call(name, body, options);
    });
  }
}
