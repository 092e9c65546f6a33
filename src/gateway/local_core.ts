import type { Clock } from "../base/clock.ts";
import type { Caller } from "../chat/caller.ts";
import type { Rules } from "../chat/rules.ts";
import { describeFault, ReplyError } from "../base/errors.ts";
import type { Log } from "../observe/log.ts";
import {
  type CountedAs,
  type Operation,
  type OperationName,
  OPERATIONS,
} from "../protocol/operations.ts";
import type { GatewayCommands } from "../push/gateway_commands.ts";
import type { Presence } from "../push/presence.ts";
import type { ConnectionRef } from "../push/connection_ref.ts";
import { type Core, notLoggedIn } from "./core.ts";

/** What {@linkcode LocalCore} needs. */
export interface LocalCoreOptions {
  readonly rules: Rules;
  readonly presence: Presence;
  /** The gateway's commands. */
  readonly commands: GatewayCommands;
  readonly log: Log;
  readonly clock: Pick<Clock, "coarse">;
}

/** How an operation is fulfilled. */
interface Handler {
  readonly op: number;
  readonly countedAs: CountedAs;
  run(body: object, ref: ConnectionRef): Promise<object> | object;
}

/** {@linkcode Core} in the thread of the rules, for one gateway. */
export class LocalCore implements Core {
  #options: LocalCoreOptions;
  #handlers: ReadonlyMap<number, Handler>;

  constructor(options: LocalCoreOptions) {
    this.#options = options;
    const handlers = createHandlers(options.rules, (ref) => this.#logout(ref));
    this.#handlers = new Map(
      Object.values(handlers).map((handler) => [handler.op, handler]),
    );
  }

  fulfil(
    op: number,
    body: object,
    connection: number,
  ): Promise<object> | object {
    const handler = this.#handlers.get(op);
    if (handler === undefined) throw new TypeError(`no handler for op ${op}`);
    const ref = this.#hear(handler.countedAs, connection);
    return handler.run(body, ref);
  }

  countRefused(op: number, connection: number): void {
    this.#hear(this.#handlers.get(op)?.countedAs ?? "request", connection);
  }

  /** Records that a connection makes a request. @throws {ReplyError} 429 */
  #hear(countedAs: CountedAs, connection: number): ConnectionRef {
    const { presence, commands, clock, rules } = this.#options;
    const ref = presence.refAt(commands, connection);
    ref.hear(clock.coarse());
    if (ref.userId !== undefined) rules.limits.count(ref.userId, countedAs);
    return ref;
  }

  stuck(connection: number, isStuck: boolean): void {
    const { presence, commands } = this.#options;
    const ref = presence.findRef(commands, connection);
    if (ref !== undefined) ref.stuck = isStuck;
  }

  gone(connection: number): void {
    const { presence, commands } = this.#options;
    const ref = presence.findRef(commands, connection);
    if (ref !== undefined) this.#gone(ref);
  }

  /** The gateway has ended, and all its connections with it. */
  goneAll(): void {
    const { presence, commands } = this.#options;
    for (const ref of [...presence.refsAt(commands)]) this.#gone(ref);
  }

  #gone(ref: ConnectionRef): void {
    this.#options.presence.leave(ref);
    this.#logout(ref);
  }

  #logout(ref: ConnectionRef): void {
    const { rules, log } = this.#options;
    rules.users.logout(ref).catch((fault) => {
      // If the storage is out of reach, only the last seen time is lost.
      const at = fault instanceof ReplyError ? "warn" : "error";
      log[at]("logout failed", { fault: describeFault(fault) });
    });
  }
}

/** How each operation is fulfilled; the type asks for all of them. */
function createHandlers(
  rules: Rules,
  logout: (ref: ConnectionRef) => void,
): Record<OperationName, Handler> {
  const { users, messages, conversations, sync } = rules;
  const { readMarks, recalls, chatrooms } = rules;
  return {
    login: on(OPERATIONS.login, (body, { ref }) => users.login(body, ref)),
    logout: on(OPERATIONS.logout, (_body, { ref }) => {
      logout(ref);
      return {};
    }),
    heartbeat: on(OPERATIONS.heartbeat, () => users.heartbeat()),
    send: on(OPERATIONS.send, (body, caller) => messages.send(caller, body)),
    history: on(
      OPERATIONS.history,
      (body, caller) => messages.history(caller, body),
    ),
    sessions: on(
      OPERATIONS.sessions,
      (body, caller) => conversations.list(caller, body),
    ),
    sync: on(OPERATIONS.sync, (body, caller) => sync.page(caller, body)),
    read: on(OPERATIONS.read, (body, caller) => readMarks.read(caller, body)),
    recall: on(
      OPERATIONS.recall,
      (body, caller) => recalls.recall(caller, body),
    ),
    join: on(OPERATIONS.join, (body, caller) => chatrooms.join(caller, body)),
    leave: on(
      OPERATIONS.leave,
      (body, caller) => chatrooms.leave(caller, body),
    ),
    members: on(
      OPERATIONS.members,
      (body, caller) => chatrooms.members(caller, body),
    ),
    user: on(OPERATIONS.user, (body) => users.find(body)),
  };
}

/**
 * The gateway has checked the body against the operation's schema. The user is
 * the connection's current one: its login may have ended while the request was
 * on its way.
 */
function on<Request, Response extends object>(
  { op, open, countedAs }: Operation<Request, Response>,
  run: (
    body: Request,
    caller: Caller & { readonly ref: ConnectionRef },
  ) => Promise<Response> | Response,
): Handler {
  return {
    op,
    countedAs,
    run(body, ref) {
      const { userId } = ref;
      if (userId === undefined && !open) throw notLoggedIn();
      return run(body as Request, { userId: userId ?? "", ref });
    },
  };
}
