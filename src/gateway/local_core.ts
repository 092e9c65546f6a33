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
  /** As `Recorder.written`; undefined: no reply waits for the back end. */
  readonly written?: (() => Promise<void> | undefined) | undefined;
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
    const ref = this.#hear(connection);
    const time = this.#count(handler.countedAs, ref);
    if (time === undefined) return this.#run(handler, body, ref);
    return time.then(() => this.#run(handler, body, ref));
  }

  #run(
    handler: Handler,
    body: object,
    ref: ConnectionRef,
  ): Promise<object> | object {
    const answer = handler.run(body, ref);
    return answer instanceof Promise ? this.#whenWritten(answer) : answer;
  }

  /** What was answered is told, even if the process ends then. */
  #whenWritten(answer: Promise<object>): Promise<object> {
    const { written } = this.#options;
    if (written === undefined) return answer;
    return answer.then(async (data) => {
      await written();
      return data;
    });
  }

  countRefused(op: number, connection: number): Promise<void> | undefined {
    const countedAs = this.#handlers.get(op)?.countedAs ?? "request";
    return this.#count(countedAs, this.#hear(connection));
  }

  /** Records that a connection makes a request. */
  #hear(connection: number): ConnectionRef {
    const { presence, commands, clock } = this.#options;
    const ref = presence.refAt(commands, connection);
    ref.hear(clock.coarse());
    return ref;
  }

  /** As `RateLimits.count` and `RateLimits.pass`. @throws {ReplyError} 429 */
  #count(
    countedAs: CountedAs,
    ref: ConnectionRef,
  ): Promise<void> | undefined {
    const { limits } = this.#options.rules;
    const { userId } = ref;
    const isCounted = userId !== undefined && countedAs !== "nothing";
    return isCounted ? limits.count(userId, countedAs) : limits.pass(ref);
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
  const { readMarks, recalls, edits, reactions, chatrooms } = rules;
  const { signals, watches } = rules;
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
    edit: on(OPERATIONS.edit, (body, caller) => edits.edit(caller, body)),
    react: on(
      OPERATIONS.react,
      (body, caller) => reactions.react(caller, body),
    ),
    reactions: on(
      OPERATIONS.reactions,
      (body, caller) => reactions.list(caller, body),
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
    signal: on(
      OPERATIONS.signal,
      (body, caller) => signals.signal(caller, body),
    ),
    user: on(OPERATIONS.user, (body) => users.find(body)),
    watch: on(OPERATIONS.watch, (body, { ref }) => watches.watch(ref, body)),
    profile: on(
      OPERATIONS.profile,
      (body, caller) => users.profile(caller, body),
    ),
    ...governanceHandlers(rules),
  };
}

function governanceHandlers(
  { chatrooms, roomSettings, roomMembers, sanctions, blocks }: Rules,
) {
  return {
    chatroom: on(
      OPERATIONS.chatroom,
      (body, caller) => chatrooms.read(caller, body),
    ),
    configure: on(
      OPERATIONS.configure,
      (body, caller) => roomSettings.configure(caller, body),
    ),
    role: on(
      OPERATIONS.role,
      (body, caller) => roomMembers.setRole(caller, body),
    ),
    remove: on(
      OPERATIONS.remove,
      (body, caller) => roomMembers.remove(caller, body),
    ),
    add: on(OPERATIONS.add, (body, caller) => roomMembers.add(caller, body)),
    ban: on(OPERATIONS.ban, (body, caller) => sanctions.ban(caller, body)),
    mute: on(OPERATIONS.mute, (body, caller) => sanctions.mute(caller, body)),
    sanctions: on(
      OPERATIONS.sanctions,
      (body, caller) => sanctions.list(caller, body),
    ),
    block: on(OPERATIONS.block, (body, caller) => blocks.block(caller, body)),
    blocks: on(OPERATIONS.blocks, (body, caller) => blocks.list(caller, body)),
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
