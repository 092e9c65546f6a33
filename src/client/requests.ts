import type {
  OperationName,
  RequestOf,
  ResponseOf,
} from "../protocol/operations.ts";
import { deferred } from "./deferred.ts";
import { GimError, GimOverflowError, GimReplyError } from "./errors.ts";
import { limit } from "./limit.ts";
import { type Deferrable, PutOff } from "./put_off.ts";
import { isReplyTo } from "./shapes.ts";
import type { ClientClock } from "./environment.ts";
import type { WireReply } from "./wire_codec.ts";

/** Most requests that wait for a connection, or for others to be answered. */
const MAX_WAITING = 1000;
/**
 * Most unanswered requests on the wire; at 256 the service closes with 4429.
 */
const MAX_UNANSWERED = 128;

const BAD_REQUEST = 400;
const UNAUTHORIZED = 401;
const TOO_MANY = 429;

/** Limits of a call. */
export interface CallOptions {
  /** Milliseconds until the call is given up, reconnects included. */
  readonly timeout?: number | undefined;
  /** Gives the call up; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Puts a request on the wire. */
export type SendRequest = (
  name: OperationName,
  seq: number,
  body: object,
) => void;

/** What {@linkcode Requests} need. */
export interface RequestsOptions {
  readonly clock: ClientClock;
  /** Milliseconds for calls without a timeout. */
  readonly timeout: number;
  /** Why the client is not online, as the cause of a timeout. */
  readonly obstacle: () => unknown;
  /**
   * Called when the service no longer accepts the login. Returns whether the
   * connection is replaced by one with a new login, over which the call is sent
   * again.
   */
  readonly onUnauthorized: () => boolean;
}

interface Call extends Deferrable {
  readonly name: OperationName;
  readonly body: object;
  /** Bound to the connection on which it was made. */
  readonly urgent: boolean;
  /** Was it on the wire when a connection broke? */
  interrupted: boolean;
  /** Was it refused for lack of a login? A new login is tried only once. */
  refused: boolean;
  givenUp: boolean;
  /** When it is given up, by the clock. */
  readonly deadline: number;
  /** Why the service does not take it yet. */
  putOff: GimReplyError | undefined;
  readonly resolve: (data: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The requests without a reply, in the order in which they were made. Those
 * that a broken connection left unanswered are sent again in that order, before
 * the others. Each may be repeated, a send because of its `request_id`.
 */
export class Requests {
  #options: RequestsOptions;
  #waiting: Call[] = [];
  #unanswered = new Map<number, Call>();
  #putOff: PutOff<Call>;
  #made = 0;
  #seq = 0;
  #send: SendRequest | undefined;
  #open = false;

  constructor(options: RequestsOptions) {
    this.#options = options;
    this.#putOff = new PutOff(options.clock, (call) => this.#put(call));
  }

  /**
   * Makes a request. An urgent one is sent at once, even before the login, and
   * fails with its connection. Every other one waits until {@linkcode open},
   * joins ahead of the rest.
   *
   * @throws {GimReplyError | GimTimeoutError | GimOverflowError | GimError}
   */
  call<N extends OperationName>(
    name: N,
    body: RequestOf<N>,
    options: CallOptions & { urgent?: boolean } = {},
  ): Promise<ResponseOf<N>> {
    const { timeout = this.#options.timeout, signal, urgent = false } = options;
    const { promise, ...settle } = deferred<unknown>();
    const call: Call = {
      name,
      body: body as object,
      topic: topicOf(name, body as object),
      number: ++this.#made,
      urgent,
      interrupted: false,
      refused: false,
      givenUp: false,
      deadline: this.#options.clock.now() + timeout,
      putOff: undefined,
      ...settle,
    };
    const answered = limit(promise, { timeout, signal }, {
      ...this.#options,
      obstacle: () => call.putOff ?? this.#options.obstacle(),
      lack: `no reply to ${name}`,
      onGivenUp: () => this.#give(call),
    });
    if (!call.givenUp) this.#begin(call);
    return answered as Promise<ResponseOf<N>>;
  }

  /** There is a connection: urgent requests may be sent. */
  attach(send: SendRequest): void {
    this.#send = send;
  }

  /** The connection is logged in: everything that waits is sent. */
  open(): void {
    // A listener of the login may have closed the connection.
    this.#open = this.#send !== undefined;
    this.#pump();
  }

  /** The connection is gone: unanswered requests wait for the next one. */
  detach(): void {
    this.#send = undefined;
    this.#open = false;
    const unanswered = [...this.#unanswered.values()];
    this.#unanswered.clear();
    for (const call of unanswered) call.interrupted = true;
    const left = [...unanswered, ...this.#putOff.clear()]
      .sort((a, b) => a.number - b.number);
    for (const call of [...left, ...this.#waiting.splice(0)]) {
      if (call.urgent) call.reject(new GimError("the connection was lost"));
      else if (!call.givenUp) this.#queue(call);
    }
  }

  /** Rejects everything without a reply. */
  fail(error: Error): void {
    this.detach();
    for (const call of this.#waiting.splice(0)) call.reject(error);
  }

  /** Takes a reply from the wire. */
  receive({ seq, code, msg, data }: WireReply): void {
    const call = this.#unanswered.get(seq);
    if (call === undefined) return;
    if (code === UNAUTHORIZED && this.#asksAgain(call)) return;
    this.#unanswered.delete(seq);
    if (
      code === TOO_MANY && this.#waits(call, new GimReplyError(code, msg, data))
    ) {
      return this.#pump();
    }
    if (code === 0 && isReplyTo(call.name, data)) call.resolve(data);
    else if (hadItsWay(call, code)) call.resolve({});
    else {
      const none = `the reply to ${call.name} is none of the protocol`;
      call.reject(
        code === 0 ? new GimError(none) : new GimReplyError(code, msg, data),
      );
    }
    this.#putOff.next(call.topic);
    this.#pump();
  }

  /** Can it be made again before its time is over? */
  #waits(call: Call, refusal: GimReplyError): boolean {
    const { retryAfter = Infinity } = refusal;
    const left = call.deadline - this.#options.clock.now();
    if (call.urgent || call.givenUp || retryAfter >= left) return false;
    call.putOff = refusal;
    this.#putOff.add(call, retryAfter);
    return true;
  }

  /**
   * A join made while the client is away goes before what waits, because the
   * service may have removed the chatroom to which a message is addressed.
   */
  #queue(call: Call): void {
    const isJoin = call.name === "join" && !this.#open;
    const place = isJoin
      ? 1 + this.#waiting.findLastIndex(isMembership)
      : this.#waiting.length;
    this.#waiting.splice(place, 0, call);
  }

  /** A request that is sent again keeps its place among the unanswered. */
  #asksAgain(call: Call): boolean {
    const { name, urgent, givenUp, refused } = call;
    if (name === "login" || urgent || givenUp || refused) return false;
    call.refused = true;
    return this.#options.onUnauthorized();
  }

  #begin(call: Call): void {
    if (call.urgent) return this.#put(call);
    if (this.#waiting.length + this.#putOff.size >= MAX_WAITING) {
      const message = `${MAX_WAITING} requests wait already`;
      return call.reject(new GimOverflowError(message));
    }
    this.#queue(call);
    this.#pump();
  }

  /** A request on the wire keeps its place, as its reply will come. */
  #give(call: Call): void {
    call.givenUp = true;
    this.#putOff.remove(call);
    const index = this.#waiting.indexOf(call);
    if (index >= 0) this.#waiting.splice(index, 1);
  }

  #pump(): void {
    while (this.#open && this.#unanswered.size < MAX_UNANSWERED) {
      const call = this.#waiting.shift();
      if (call === undefined) return;
      if (!this.#putOff.queue(call)) this.#put(call);
    }
  }

  #put(call: Call): void {
    const refusal = this.#refusalOf(call);
    if (refusal === undefined) return;
    call.reject(refusal);
    this.#putOff.next(call.topic);
  }

  /** Sends a call; returns why it cannot be sent. */
  #refusalOf(call: Call): GimError | undefined {
    if (this.#send === undefined) return new GimError("there is no connection");
    const illFormed = illFormedIn(call.body);
    if (illFormed !== undefined) {
      const message = `${illFormed}: expected well-formed Unicode`;
      return new GimReplyError(BAD_REQUEST, message);
    }
    const seq = ++this.#seq;
    this.#unanswered.set(seq, call);
    try {
      this.#send(call.name, seq, call.body);
      return undefined;
    } catch (error) {
      // A body that cannot be encoded must not hold up later requests.
      this.#unanswered.delete(seq);
      return asGimError(call, error);
    }
  }
}

/** Sends to one conversation keep their order, other requests that of their kind. */
function topicOf(name: OperationName, body: object): string {
  const { type = "", target_id = "" } = body as Partial<RequestOf<"send">>;
  return `${name} ${type}:${target_id}`;
}

function isMembership({ name }: Call): boolean {
  return name === "join" || name === "leave";
}

function asGimError({ name }: Call, cause: unknown): GimError {
  if (cause instanceof GimError) return cause;
  return new GimError(`the body of ${name} cannot be encoded`, { cause });
}

/**
 * The field that contains half of a surrogate pair, if any. It has no UTF-8
 * form, so in protobuf the service would refuse the whole frame as malformed.
 */
function illFormedIn(body: object): string | undefined {
  const [field] = Object.entries(body)
    .find(([, value]) => typeof value === "string" && !value.isWellFormed()) ??
    [];
  return field;
}

/**
 * A leave that took effect before the connection broke is refused when
 * repeated.
 */
function hadItsWay({ name, interrupted }: Call, code: number): boolean {
  return name === "leave" && interrupted && (code === 403 || code === 404);
}
