import type { Caller } from "../chat/caller.ts";
import type { Rules } from "../chat/rules.ts";
import { requireSequence } from "../chat/sequence.ts";
import { ReplyError, toReplyError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Frame, Reply } from "../protocol/codec.ts";
import {
  NO_REQUEST_OP,
  type Operation,
  OPERATIONS,
  REPLY_OFFSET,
} from "../protocol/operations.ts";
import type { Peer } from "./peer.ts";
import type { RequestWatch } from "./request_watch.ts";

/** What {@linkcode Dispatch} needs: the rules. */
export interface DispatchOptions extends Rules {
  /** Unix time in milliseconds. */
  readonly now: () => number;
  /** Milliseconds since a fixed point. */
  readonly elapsed: () => number;
  /** Are messages numbered? */
  readonly sequence: boolean;
  /** Told of a fault that the client sees as a 500, under its id. */
  readonly report: (faultId: string, fault: unknown, peer: Peer) => void;
  readonly log: Pick<Log, "debug">;
  readonly watch?: RequestWatch | undefined;
}

interface Handler {
  readonly open: boolean;
  readonly needsSequence: boolean;
  /** Decodes, validates and fulfils. */
  readonly run: (frame: Frame, peer: Peer) => Promise<object> | object;
}

/**
 * Answers the requests of sockets: the one place where what the rules throw
 * becomes a reply.
 */
export class Dispatch {
  #options: DispatchOptions;
  #handlers: ReadonlyMap<number, Handler>;

  constructor(options: DispatchOptions) {
    this.#options = options;
    this.#handlers = new Map(createHandlers(options));
  }

  /** Answers one request; never rejects. */
  async handle(frame: Frame, peer: Peer): Promise<Reply> {
    const { op, seq } = frame;
    const { watch } = this.#options;
    const watched = watch?.begin(op);
    try {
      const data = await this.#fulfil(frame, peer);
      if (watched !== undefined) watch?.end(watched, 0, peer);
      return { op: op + REPLY_OFFSET, seq, code: 0, msg: "ok", data };
    } catch (thrown) {
      const { report } = this.#options;
      const { code, message } = toReplyError(
        thrown,
        (faultId, fault) => report(faultId, fault, peer),
      );
      if (watched !== undefined) watch?.end(watched, code, peer);
      return { op: op + REPLY_OFFSET, seq, code, msg: message, data: null };
    }
  }

  #fulfil(frame: Frame, peer: Peer): Promise<object> | object {
    const handler = this.#handlers.get(frame.op);
    if (handler === undefined) {
      throw new ReplyError(400, notARequest(frame.op));
    }
    if (!handler.open) this.#requireLogin(peer);
    if (handler.needsSequence) requireSequence(this.#options.sequence);
    return handler.run(frame, peer);
  }

  /** The token may have expired since the last look at all connections. */
  #requireLogin({ login }: Peer): void {
    if (login === undefined) {
      throw new ReplyError(401, "not logged in: log in first (op 101)");
    }
    if (this.#options.now() >= (login.endsAt ?? Infinity)) {
      throw new ReplyError(401, "token: expired");
    }
  }
}

function* createHandlers(
  options: DispatchOptions,
): Generator<[number, Handler]> {
  yield* connectionHandlers(options);
  yield* messageHandlers(options);
  yield* chatroomHandlers(options);
}

function* connectionHandlers(
  { users, elapsed, log }: DispatchOptions,
): Generator<[number, Handler]> {
  yield on(OPERATIONS.login, async (body, peer) => {
    const { connection, login } = peer;
    const origin = { connection, loggedInAs: login?.userId };
    const { userId, endsAt, data } = await users.login(body, origin);
    peer.login = { userId, endsAt };
    log.debug("login", {
      connection: peer.id,
      user: userId,
      device: body.device,
      trace: peer.trace,
    });
    return data;
  });
  yield on(OPERATIONS.logout, async (_body, peer) => {
    await users.logout(peer.connection);
    peer.login = undefined;
    peer.loggedOutSince = elapsed();
    return {};
  });
  yield on(OPERATIONS.heartbeat, () => users.heartbeat());
  yield on(OPERATIONS.user, (body) => users.find(body));
}

function* messageHandlers(
  { messages, conversations, sync, readMarks, recalls }: DispatchOptions,
): Generator<[number, Handler]> {
  yield on(
    OPERATIONS.send,
    (body, peer) => messages.send(callerOf(peer), body),
  );
  yield on(
    OPERATIONS.history,
    (body, peer) => messages.history(callerOf(peer), body),
  );
  yield on(
    OPERATIONS.sessions,
    (body, peer) => conversations.list(callerOf(peer), body),
  );
  yield on(OPERATIONS.sync, (body, peer) => sync.page(callerOf(peer), body));
  yield on(
    OPERATIONS.read,
    (body, peer) => readMarks.read(callerOf(peer), body),
  );
  yield on(
    OPERATIONS.recall,
    (body, peer) => recalls.recall(callerOf(peer), body),
  );
}

function* chatroomHandlers(
  { chatrooms }: DispatchOptions,
): Generator<[number, Handler]> {
  yield on(
    OPERATIONS.join,
    (body, peer) => chatrooms.join(callerOf(peer), body),
  );
  yield on(
    OPERATIONS.leave,
    (body, peer) => chatrooms.leave(callerOf(peer), body),
  );
  yield on(
    OPERATIONS.members,
    (body, peer) => chatrooms.members(callerOf(peer), body),
  );
}

function on<Request, Response extends object>(
  { op, open, needsSequence, validate }: Operation<Request, Response>,
  run: (body: Request, peer: Peer) => Promise<Response> | Response,
): [number, Handler] {
  const decode = (frame: Frame, peer: Peer) =>
    validate(peer.connection.codec.decodeBody(frame.body));
  return [op, {
    open,
    needsSequence,
    run: (frame, peer) => run(decode(frame, peer), peer),
  }];
}

function notARequest(op: number): string {
  if (op === NO_REQUEST_OP) return "no request, or one that is not known here";
  return `op: ${op} is not a request`;
}

function callerOf({ login, connection }: Peer): Caller {
  if (login === undefined) throw new ReplyError(401, "not logged in");
  return { userId: login.userId, connection };
}
