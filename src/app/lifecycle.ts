import type { Gateway } from "../gateway/gateway.ts";
import type { Handler } from "../listener/handler.ts";
import type { BoundedLog } from "../observe/bounded_log.ts";
import type { Profiler } from "../observe/profiles/profiler.ts";
import type { CoreParts } from "../wiring/create_core.ts";

/** How a service begins, and the steps of its end, in their order. */
export interface Lifecycle {
  /**
   * Opens the storage, and becomes a node of those that share it; to be called
   * before any address is bound.
   *
   * @throws {SettingsDiffer} another live node has other settings
   *
   * @throws {DataDirectoryError} the data directory cannot be used
   */
  enter(): Promise<void>;
  /** Answers the open requests of sockets, and accepts no new connections. */
  drain(): Promise<void>;
  /** Answers the HTTP requests under way, and no new ones. */
  drainHttp(): Promise<void>;
  /** Pushes what chatrooms still hold; settles when the sockets have it. */
  flush(): Promise<void>;
  /** Closes all sockets with 1001. */
  sendAway(): void;
  /**
   * Closes all sockets with 1001 at once and cancels all timers. Settles when
   * the other nodes know that this one has gone, if it can tell them, and the
   * storage is closed.
   */
  close(): Promise<void>;
}

/** The parts of a service that have to be begun or ended. */
export interface LifecycleParts {
  readonly core: Pick<
    CoreParts,
    "auth" | "storage" | "nodes" | "push" | "hooks" | "rules"
  >;
  readonly gateway: Gateway;
  readonly handler: Pick<Handler, "drain">;
  readonly profiler: Profiler;
  readonly log: BoundedLog;
  /** Read by the readiness check. */
  readonly state: { stopping: boolean };
  readonly stopUpkeep: () => void;
}

/** The lifecycle of a service with these parts. */
export function createLifecycle(parts: LifecycleParts): Lifecycle {
  const { gateway, handler, profiler } = parts;
  const { auth, storage, nodes, push, hooks, rules } = parts.core;
  function beginEnd() {
    parts.state.stopping = true;
    profiler.stop();
    // What is kept back is answered before the sockets are closed.
    rules.limits.end();
  }
  return {
    async enter() {
      await storage.open();
      await nodes.many?.enter();
      await hooks?.start();
    },
    async drain() {
      beginEnd();
      await gateway.drain();
    },
    drainHttp: () => handler.drain(),
    flush() {
      push.roomChanges.flush();
      return push.chatroomPush.flush();
    },
    sendAway: () => gateway.closeAll(),
    async close() {
      beginEnd();
      gateway.closeAll();
      push.chatroomPush.stop();
      push.roomChanges.stop();
      rules.watches.stop();
      auth.stop();
      parts.stopUpkeep();
      parts.log.stop();
      try {
        await hooks?.stop();
        await nodes.many?.stop();
      } finally {
        await storage.close();
      }
    },
  };
}
