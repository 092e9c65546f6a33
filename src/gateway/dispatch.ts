import type { LoginBody } from "../chat/users.ts";
import { requireSequence } from "../chat/sequence.ts";
import type { Clock } from "../base/clock.ts";
import { type Reason, ReplyError, toReplyError } from "../base/errors.ts";
import type { Log } from "../observe/log.ts";
import type { Frame, Reply } from "../protocol/codec.ts";
import {
  NO_REQUEST_OP,
  type Operation,
  OPERATIONS,
  REPLY_OFFSET,
} from "../protocol/operations.ts";
import type * as request from "../protocol/requests.ts";
import { type Core, notLoggedIn } from "./core.ts";
import type { Peer } from "./peer.ts";
import type { RequestWatch, WatchedRequest } from "./request_watch.ts";

/** What {@linkcode Dispatch} needs. */
export interface DispatchOptions {
  readonly core: Core;
  readonly clock: Pick<Clock, "coarse">;
  /** Are messages numbered? */
  readonly sequence: boolean;
  /** Called for a fault that the client sees as a 500 with the same id. */
  readonly report: (faultId: string, fault: unknown, peer: Peer) => void;
  readonly log: Pick<Log, "debug">;
  readonly watch?: RequestWatch | undefined;
  /** Called for each refusal with a reason. */
  readonly refused?: ((reason: Reason) => void) | undefined;
  /**
   * Asked before a user's login on a further connection.
   *
   * @throws {ReplyError} 503
   */
  readonly requireRoomFor?: (userId: string) => void;
}

/** A request that is being answered. */
interface Asked {
  readonly frame: Frame;
  readonly peer: Peer;
  readonly watched: WatchedRequest | undefined;
}

const BY_OP: ReadonlyMap<number, Operation<unknown, object>> = new Map(
  Object.values(OPERATIONS).map((operation) => [operation.op, operation]),
);

/**
 * Answers the requests of sockets: decides who may ask what, validates, and is
 * the one place where what the core throws becomes a reply.
 */
export class Dispatch {
  #options: DispatchOptions;

  constructor(options: DispatchOptions) {
    this.#options = options;
  }

  /**
   * Answers one request: at once where the core does, or else by a promise, which
   * never rejects.
   */
  handle(frame: Frame, peer: Peer): Reply | Promise<Reply> {
    const { core, watch } = this.#options;
    const asked = { frame, peer, watched: watch?.begin(frame.op) };
    let body: object;
    try {
      body = this.#admit(frame, peer);
    } catch (refusal) {
      return this.#turnAway(asked, refusal);
    }
    try {
      const data = core.fulfil(frame.op, body, peer.connection.id);
      if (data instanceof Promise) return this.#await(asked, body, data);
      return this.#fulfilled(asked, body, data);
    } catch (thrown) {
      return this.#refused(asked, thrown);
    }
  }

  async #await(
    asked: Asked,
    body: object,
    answer: Promise<object>,
  ): Promise<Reply> {
    try {
      return this.#fulfilled(asked, body, await answer);
    } catch (thrown) {
      return this.#refused(asked, thrown);
    }
  }

  #fulfilled(asked: Asked, body: object, data: object): Reply {
    const { frame: { op, seq }, peer, watched } = asked;
    if (op === OPERATIONS.login.op) this.#logLogin(body, peer);
    if (watched !== undefined) this.#options.watch?.end(watched, 0, peer);
    return { op: op + REPLY_OFFSET, seq, code: 0, msg: "ok", data };
  }

  #refused({ frame, peer, watched }: Asked, thrown: unknown): Reply {
    const { report, refused, watch } = this.#options;
    const { code, message: msg, data } = toReplyError(
      thrown,
      (faultId, fault) => report(faultId, fault, peer),
    );
    if (watched !== undefined) watch?.end(watched, code, peer);
    if (data?.reason !== undefined) refused?.(data.reason);
    return { op: frame.op + REPLY_OFFSET, seq: frame.seq, code, msg, data };
  }

  /**
   * Refuses a request that is not admitted. It counts for the request limit,
   * and is refused for that reason instead when its user asks too often.
   */
  async #turnAway(asked: Asked, refusal: unknown): Promise<Reply> {
    const { frame: { op }, peer } = asked;
    try {
      await this.#options.core.countRefused(op, peer.connection.id);
    } catch (tooMany) {
      return this.#refused(asked, tooMany);
    }
    return this.#refused(asked, refusal);
  }

  /**
   * The request's body, if the connection may make this request and the body is
   * valid.
   */
  #admit(frame: Frame, peer: Peer): object {
    const operation = BY_OP.get(frame.op);
    if (operation === undefined) {
      throw new ReplyError(400, notARequest(frame.op));
    }
    if (!operation.open) this.#requireLogin(peer);
    if (operation.needsSequence) requireSequence(this.#options.sequence);
    const decoded = peer.connection.codec.decodeBody(frame.body);
    const body = operation.validate(decoded) as object;
    if (operation !== OPERATIONS.login) return body;
    const login = body as request.Login;
    if (peer.login === undefined) this.#options.requireRoomFor?.(login.id);
    const { id, connection: { codec } } = peer;
    const via = { id, encoding: codec.name };
    return { ...login, via } satisfies LoginBody;
  }

  /** The token may have expired since the last check of all connections. */
  #requireLogin({ login }: Peer): void {
    if (login === undefined) {
      throw notLoggedIn();
    }
    if (this.#options.clock.coarse() >= (login.endsAt ?? Infinity)) {
      throw new ReplyError(401, "token: expired");
    }
  }

  #logLogin(body: object, { id: connection, trace }: Peer): void {
    const { id: user, device } = body as request.Login;
    this.#options.log.debug("login", { connection, user, device, trace });
  }
}

function notARequest(op: number): string {
  if (op === NO_REQUEST_OP) return "no request, or one that is not known here";
  return `op: ${op} is not a request`;
}
