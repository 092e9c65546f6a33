import type {
  OperationName,
  RequestOf,
  ResponseOf,
} from "../protocol/operations.ts";
import { deferred } from "./deferred.ts";
import { GimError, GimOverflowError, GimReplyError } from "./errors.ts";
import { limit } from "./limit.ts";
import { isReplyTo } from "./shapes.ts";
import type { ClientClock } from "./environment.ts";
import type { WireReply } from "./wire_codec.ts";

/** Requests that wait for a connection, or for others to be answered. */
const MAX_WAITING = 1000;
/** Unanswered requests on the wire; at 256 the service would close 4429. */
const MAX_UNANSWERED = 128;

const BAD_REQUEST = 400;
const UNAUTHORIZED = 401;

/** How long a call may take. */
export interface CallOptions {
  /** Milliseconds until the call is given up, reconnects included. */
  readonly timeout?: number | undefined;
  /** Gives the call up; it is refused with the signal's reason. */
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
  /** Milliseconds for calls that name none. */
  readonly timeout: number;
  /** Why the client is not online, for calls whose time is over. */
  readonly obstacle: () => unknown;
  /**
   * The service no longer takes the login. Returns whether the connection is
   * given up for one with a new login, over which the call goes out again.
   */
  readonly onUnauthorized: () => boolean;
}

interface Call {
  readonly name: OperationName;
  readonly body: object;
  /** Bound to the connection that it was made on. */
  readonly urgent: boolean;
  /** Was it on the wire of a connection that broke? */
  interrupted: boolean;
  /** Was it refused for want of a login? Once is enough to get another. */
  refused: boolean;
  /** Does nobody wait for the reply any more? */
  givenUp: boolean;
  readonly resolve: (data: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The requests that have no reply yet, in the order in which they were made.
 * Those that a broken connection left unanswered go out again, in that order,
 * before the others: each of them may be repeated, a send by its `request_id`.
 */
export class Requests {
  #options: RequestsOptions;
  #waiting: Call[] = [];
  #unanswered = new Map<number, Call>();
  #seq = 0;
  #send: SendRequest | undefined;
  #open = false;

  constructor(options: RequestsOptions) {
    this.#options = options;
  }

  /**
   * Makes a request. An urgent one goes out at once, before the login too, and
   * fails with its connection; every other waits until {@linkcode open}, a join
   * ahead of the others.
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
    const call = {
      name,
      body: body as object,
      urgent,
      interrupted: false,
      refused: false,
      givenUp: false,
      ...settle,
    };
    const answered = limit(promise, { timeout, signal }, {
      ...this.#options,
      lack: `no reply to ${name}`,
      onGivenUp: () => this.#give(call),
    });
    if (!call.givenUp) this.#begin(call);
    return answered as Promise<ResponseOf<N>>;
  }

  /** A connection is there: urgent requests may go out. */
  attach(send: SendRequest): void {
    this.#send = send;
  }

  /** The connection is logged in: everything that waits goes out. */
  open(): void {
    // A listener that was told of the login may have given the connection up.
    this.#open = this.#send !== undefined;
    this.#pump();
  }

  /** The connection is gone: what it left unanswered waits for the next. */
  detach(): void {
    this.#send = undefined;
    this.#open = false;
    const left = [...this.#unanswered.values()];
    const waiting = this.#waiting.splice(0);
    this.#unanswered.clear();
    for (const call of left) if (!call.givenUp) this.#interrupt(call);
    for (const call of waiting) this.#queue(call);
  }

  #interrupt(call: Call): void {
    call.interrupted = true;
    if (!call.urgent) return this.#queue(call);
    call.reject(new GimError("the connection was lost"));
  }

  /** Refuses everything that has no reply. */
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
    if (code === 0 && isReplyTo(call.name, data)) call.resolve(data);
    else if (hadItsWay(call, code)) call.resolve({});
    else {
      const none = `the reply to ${call.name} is none of the protocol`;
      call.reject(
        code === 0 ? new GimError(none) : new GimReplyError(code, msg, data),
      );
    }
    this.#pump();
  }

  /**
   * A join that is made while the client is away goes before what waits: the
   * service may have forgotten the chatroom that a message is for.
   */
  #queue(call: Call): void {
    const isJoin = call.name === "join" && !this.#open;
    const place = isJoin
      ? 1 + this.#waiting.findLastIndex(isMembership)
      : this.#waiting.length;
    this.#waiting.splice(place, 0, call);
  }

  /** One that does keeps its place among the unanswered. */
  #asksAgain(call: Call): boolean {
    const { name, urgent, givenUp, refused } = call;
    if (name === "login" || urgent || givenUp || refused) return false;
    call.refused = true;
    return this.#options.onUnauthorized();
  }

  #begin(call: Call): void {
    if (call.urgent) return this.#put(call);
    if (this.#waiting.length >= MAX_WAITING) {
      const message = `${MAX_WAITING} requests wait already`;
      return call.reject(new GimOverflowError(message));
    }
    this.#queue(call);
    this.#pump();
  }

  /** One that is on the wire keeps its place there: its reply will come. */
  #give(call: Call): void {
    call.givenUp = true;
    const index = this.#waiting.indexOf(call);
    if (index >= 0) this.#waiting.splice(index, 1);
  }

  #pump(): void {
    while (this.#open && this.#unanswered.size < MAX_UNANSWERED) {
      const call = this.#waiting.shift();
      if (call === undefined) return;
      this.#put(call);
    }
  }

  #put(call: Call): void {
    if (this.#send === undefined) {
      return call.reject(new GimError("there is no connection"));
    }
    const illFormed = illFormedIn(call.body);
    if (illFormed !== undefined) {
      const message = `${illFormed}: expected well-formed Unicode`;
      return call.reject(new GimReplyError(BAD_REQUEST, message));
    }
    const seq = ++this.#seq;
    this.#unanswered.set(seq, call);
    try {
      this.#send(call.name, seq, call.body);
    } catch (error) {
      // A body that cannot be encoded must not hold up those behind it.
      this.#unanswered.delete(seq);
      call.reject(asGimError(call, error));
    }
  }
}

function isMembership({ name }: Call): boolean {
  return name === "join" || name === "leave";
}

function asGimError({ name }: Call, cause: unknown): GimError {
  if (cause instanceof GimError) return cause;
  return new GimError(`the body of ${name} cannot be encoded`, { cause });
}

/**
 * The field with half of a surrogate pair, if there is one: it has no UTF-8, so
 * that in protobuf the service would take the whole frame for malformed.
 */
function illFormedIn(body: object): string | undefined {
  const [field] = Object.entries(body)
    .find(([, value]) => typeof value === "string" && !value.isWellFormed()) ??
    [];
  return field;
}

/** Who left before the connection broke is no member when asking again. */
function hadItsWay({ name, interrupted }: Call, code: number): boolean {
  return name === "leave" && interrupted && (code === 403 || code === 404);
}
