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
import type { RequestWatch } from "./request_watch.ts";

/** What {@linkcode Dispatch} needs. */
export interface DispatchOptions {
  readonly core: Core;
  readonly clock: Pick<Clock, "coarse">;
  /** Are messages numbered? */
  readonly sequence: boolean;
  /** Told of a fault that the client sees as a 500, under its id. */
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

  /** Answers one request; never rejects. */
  async handle(frame: Frame, peer: Peer): Promise<Reply> {
    const { op, seq } = frame;
    const { watch } = this.#options;
    const watched = watch?.begin(op);
    let body: object | undefined;
    try {
      body = this.#admit(frame, peer);
      const { id } = peer.connection;
      const data = await this.#options.core.fulfil(op, body, id);
      if (op === OPERATIONS.login.op) this.#tellLogin(body, peer);
      if (watched !== undefined) watch?.end(watched, 0, peer);
      return { op: op + REPLY_OFFSET, seq, code: 0, msg: "ok", data };
    } catch (thrown) {
      const { report } = this.#options;
      const { code, message: msg, data } = toReplyError(
        body === undefined ? await this.#count(op, peer, thrown) : thrown,
        (faultId, fault) => report(faultId, fault, peer),
      );
      if (watched !== undefined) watch?.end(watched, code, peer);
      if (data?.reason !== undefined) this.#options.refused?.(data.reason);
      return { op: op + REPLY_OFFSET, seq, code, msg, data };
    }
  }

  /**
   * Counts a request that is not admitted; returns why it is refused, which is
   * another reason when its user asks too often.
   */
  async #count(op: number, peer: Peer, refusal: unknown): Promise<unknown> {
    if (peer.login === undefined) return refusal;
    try {
      await this.#options.core.countRefused(op, peer.connection.id);
      return refusal;
    } catch (tooMany) {
      return tooMany;
    }
  }

  /** The request's body, if it may be asked and is valid. */
  #admit(frame: Frame, peer: Peer): object {
    const operation = BY_OP.get(frame.op);
    if (operation === undefined) {
      throw new ReplyError(400, notARequest(frame.op));
    }
    if (!operation.open) this.#requireLogin(peer);
    if (operation.needsSequence) requireSequence(this.#options.sequence);
    const decoded = peer.connection.codec.decodeBody(frame.body);
    const body = operation.validate(decoded) as object;
    if (operation === OPERATIONS.login && peer.login === undefined) {
      this.#options.requireRoomFor?.((body as request.Login).id);
    }
    return body;
  }

  /** The token may have expired since the last look at all connections. */
  #requireLogin({ login }: Peer): void {
    if (login === undefined) {
      throw notLoggedIn();
    }
    if (this.#options.clock.coarse() >= (login.endsAt ?? Infinity)) {
      throw new ReplyError(401, "token: expired");
    }
  }

  #tellLogin(body: object, { id: connection, trace }: Peer): void {
    const { id: user, device } = body as request.Login;
    this.#options.log.debug("login", { connection, user, device, trace });
  }
}

function notARequest(op: number): string {
  if (op === NO_REQUEST_OP) return "no request, or one that is not known here";
  return `op: ${op} is not a request`;
}
