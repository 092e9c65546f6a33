import type { Clock, Timer } from "../base/clock.ts";
import type { EventPush } from "../protocol/responses.ts";
import type { ConnectionRef } from "../push/connection_ref.ts";
import type { GatewayCommands } from "../push/gateway_commands.ts";

/** Milliseconds between looks at who takes what they are owed. */
export const OWED_PAUSE = 1000;
/** Most watchers who are looked at together, and users of whom each is told. */
export const OWED_AT_ONCE = { watchers: 100, users: 50 };

/** That a user has come or gone. */
export type PresenceEvent = Extract<EventPush, { event: "online" | "offline" }>;

/** What {@linkcode WatchEvents} needs. */
export interface WatchEventsOptions {
  readonly clock: Pick<Clock, "after" | "cancel">;
  /** Does this connection watch the user? */
  readonly isWatching: (ref: ConnectionRef, userId: string) => boolean;
  /** What the user's watchers were told last; undefined: nothing yet. */
  readonly newest: (userId: string) => PresenceEvent | undefined;
}

/**
 * Tells watchers who has come and gone. A watcher that is behind is owed the
 * users of whom it was not told: later it is told how they are then, and not
 * what happened in between. It is owed at most what it watches.
 */
export class WatchEvents {
  #options: WatchEventsOptions;
  /** Those who were told longest ago first. */
  #owed = new Map<ConnectionRef, Set<string>>();
  #timer: Timer | undefined;

  constructor(options: WatchEventsOptions) {
    this.#options = options;
  }

  /** Tells all these watchers of a user. */
  tell(watchers: Iterable<ConnectionRef>, event: PresenceEvent): void {
    for (const [commands, refs] of byGateway(watchers)) {
      commands.tell([...refs.keys()], event, (behind) => {
        this.#note(refs, event.user_id, new Set(behind));
      });
    }
  }

  /** A connection no longer watches a user. */
  release(ref: ConnectionRef, userId: string): void {
    const ids = this.#owed.get(ref);
    if (ids?.delete(userId) && ids.size === 0) this.#owed.delete(ref);
  }

  stop(): void {
    this.#options.clock.cancel(this.#timer);
    this.#owed.clear();
  }

  #note(
    refs: ReadonlyMap<number, ConnectionRef>,
    userId: string,
    behind: ReadonlySet<number>,
  ): void {
    if (behind.size === 0 && this.#owed.size === 0) return;
    for (const [connection, ref] of refs) {
      if (behind.has(connection)) this.#owe(ref, userId);
      else this.release(ref, userId);
    }
  }

  /** The answer of a thread may come after the watching has ended. */
  #owe(ref: ConnectionRef, userId: string): void {
    const { clock, isWatching } = this.#options;
    if (!isWatching(ref, userId)) return;
    const ids = this.#owed.get(ref);
    if (ids === undefined) this.#owed.set(ref, new Set([userId]));
    else ids.add(userId);
    this.#timer ??= clock.after(OWED_PAUSE, () => this.#look());
  }

  #look(): void {
    const { clock } = this.#options;
    const refs = [...this.#owed.keys()].slice(0, OWED_AT_ONCE.watchers);
    this.#timer = clock.after(OWED_PAUSE, () => this.#look());
    for (const ref of refs) this.#resume(ref);
    if (this.#owed.size > 0) return;
    clock.cancel(this.#timer);
    this.#timer = undefined;
  }

  /** A watcher who takes the first event is told the others, too. */
  #resume(ref: ConnectionRef): void {
    const ids = this.#owed.get(ref) ?? new Set();
    // The others have their turn before this one is looked at again.
    this.#owed.delete(ref);
    this.#owed.set(ref, ids);
    const [first, ...others] = [...ids].slice(0, OWED_AT_ONCE.users);
    if (first === undefined) return;
    this.#tellNewest(ref, first, () => {
      for (const id of others) if (ids.has(id)) this.#tellNewest(ref, id);
    });
  }

  #tellNewest(ref: ConnectionRef, userId: string, then = () => {}): void {
    this.release(ref, userId);
    const event = this.#options.newest(userId);
    if (event === undefined) return;
    ref.commands.tell([ref.connection], event, (behind) => {
      if (behind.length > 0) this.#owe(ref, userId);
      else then();
    });
  }
}

/** The connections of each gateway, by their numbers. */
function byGateway(
  refs: Iterable<ConnectionRef>,
): Map<GatewayCommands, Map<number, ConnectionRef>> {
  const found = new Map<GatewayCommands, Map<number, ConnectionRef>>();
  for (const ref of refs) {
    const known = found.get(ref.commands);
    if (known === undefined) {
      found.set(ref.commands, new Map([[ref.connection, ref]]));
    } else known.set(ref.connection, ref);
  }
  return found;
}
