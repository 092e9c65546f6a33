import { ReplyError } from "../base/errors.ts";
import type { Clock, Timer } from "../base/clock.ts";
import type { Whereabouts } from "../nodes/nodes.ts";
import type * as request from "../protocol/requests.ts";
import type * as response from "../protocol/responses.ts";
import type { ConnectionRef } from "../push/connection_ref.ts";
import type { Presence, PresenceObserver } from "../push/presence.ts";
import type { Storage } from "../storage/storage.ts";
import { type PresenceEvent, WatchEvents } from "./watch_events.ts";

/** Most users whom a connection may watch. */
export const MAX_WATCHED = 500;
/** Most users who are looked up at a time. */
const LOOKED_UP = 500;

/** What {@linkcode Watches} needs. */
export interface WatchesOptions {
  readonly presence: Pick<Presence, "isOnline" | "observe">;
  readonly nodes: Whereabouts;
  readonly storage: Pick<Storage, "user">;
  readonly clock: Pick<Clock, "after" | "cancel">;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  /** Milliseconds of `--offline-delay`. */
  readonly delay: number;
  /**
   * Milliseconds between looks at who is online on other nodes; undefined where
   * there are none.
   */
  readonly pause: number | undefined;
}

/** A user whom somebody watches. */
interface Watched {
  readonly watchers: Set<ConnectionRef>;
  /** What the watchers know; undefined until it was looked up. */
  isOnline: boolean | undefined;
  /** Runs from when the user has gone until their watchers are told. */
  timer: Timer | undefined;
  /** What the watchers were told last. */
  newest: PresenceEvent | undefined;
}

/**
 * Who is told when somebody comes online or goes offline. What is watched
 * belongs to a connection, and ends with its login.
 */
export class Watches implements PresenceObserver {
  #options: WatchesOptions;
  #watched = new Map<string, Watched>();
  #byRef = new Map<ConnectionRef, Set<string>>();
  #looking: Timer | undefined;
  #events: WatchEvents;

  constructor(options: WatchesOptions) {
    this.#options = options;
    this.#events = new WatchEvents({
      clock: options.clock,
      isWatching: (ref, id) => this.#byRef.get(ref)?.has(id) ?? false,
      newest: (id) => this.#newest(id),
    });
    options.presence.observe(this);
  }

  /** How many users are watched. */
  get size(): number {
    return this.#watched.size;
  }

  /**
   * Watches users from now on, or no longer; returns how they are now.
   *
   * @throws {ReplyError} 403 `full`
   */
  async watch(
    ref: ConnectionRef,
    { user_ids, on = true }: request.Watch,
  ): Promise<response.Watched> {
    const ids = [...new Set(user_ids)];
    const asked = on ? this.#begin(ref, ids) : ids;
    if (!on) { for (const id of ids) this.#end(ref, id); }
    const online = await this.#lookUp(asked);
    const items = await Promise.all(ids.map((id) => this.#item(id, online)));
    return { items };
  }

  /** The login of a connection has ended. */
  forget(ref: ConnectionRef): void {
    for (const id of this.#byRef.get(ref) ?? []) this.#end(ref, id);
  }

  appeared(userId: string): void {
    const watched = this.#watched.get(userId);
    if (watched !== undefined) this.#came(userId, watched);
  }

  ended(_userId: string, ref: ConnectionRef): void {
    this.forget(ref);
  }

  disappeared(userId: string): void {
    const watched = this.#watched.get(userId);
    if (watched !== undefined) this.#left(userId, watched);
  }

  stop(): void {
    const { clock } = this.#options;
    clock.cancel(this.#looking);
    for (const { timer } of this.#watched.values()) clock.cancel(timer);
    this.#events.stop();
    this.#watched.clear();
    this.#byRef.clear();
  }

  /** @throws {ReplyError} 403 */
  #begin(ref: ConnectionRef, ids: readonly string[]): readonly string[] {
    const own = this.#byRef.get(ref) ?? new Set();
    const fresh = ids.filter((id) => !own.has(id));
    if (own.size + fresh.length > MAX_WATCHED) {
      throw new ReplyError(
        403,
        `user_ids: a connection watches at most ${MAX_WATCHED} users`,
        { reason: "full" },
      );
    }
    for (const id of fresh) {
      own.add(id);
      this.#open(id).watchers.add(ref);
    }
    this.#byRef.set(ref, own);
    this.#lookLater();
    return ids;
  }

  #open(id: string): Watched {
    const known = this.#watched.get(id);
    if (known !== undefined) return known;
    const watched: Watched = {
      watchers: new Set(),
      isOnline: this.#options.presence.isOnline(id) || undefined,
      timer: undefined,
      newest: undefined,
    };
    this.#watched.set(id, watched);
    return watched;
  }

  #end(ref: ConnectionRef, id: string): void {
    const own = this.#byRef.get(ref);
    if (!own?.delete(id)) return;
    this.#events.release(ref, id);
    if (own.size === 0) this.#byRef.delete(ref);
    const watched = this.#watched.get(id);
    watched?.watchers.delete(ref);
    if (watched === undefined || watched.watchers.size > 0) return;
    this.#options.clock.cancel(watched.timer);
    this.#watched.delete(id);
  }

  /** Who of these is online; what is not known of one who is watched is noted. */
  async #lookUp(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const { nodes, presence } = this.#options;
    const found = await nodes.online(ids);
    const isOnline = (id: string) => found.has(id) || presence.isOnline(id);
    for (const id of ids) {
      const watched = this.#watched.get(id);
      if (watched !== undefined) watched.isOnline ??= isOnline(id);
    }
    return new Set(ids.filter(isOnline));
  }

  /** What a watcher is told agrees with the events that follow. */
  async #item(
    id: string,
    found: ReadonlySet<string>,
  ): Promise<response.Watched["items"][number]> {
    const isOnline = () => this.#watched.get(id)?.isOnline ?? found.has(id);
    if (isOnline()) return { id, online: true, last_seen: this.#options.now() };
    const last_seen = await this.#lastSeen(id);
    return { id, online: isOnline(), last_seen };
  }

  /** 0 for a user who has never been here. */
  async #lastSeen(id: string): Promise<number> {
    try {
      return (await this.#options.storage.user(id)).lastSeen;
    } catch (thrown) {
      if (thrown instanceof ReplyError && thrown.code === 404) return 0;
      throw thrown;
    }
  }

  #came(id: string, watched: Watched): void {
    const { clock, now } = this.#options;
    clock.cancel(watched.timer);
    watched.timer = undefined;
    const wasOnline = watched.isOnline ?? true;
    watched.isOnline = true;
    if (!wasOnline) {
      this.#tell(watched, { event: "online", user_id: id, last_seen: now() });
    }
  }

  #left(id: string, watched: Watched): void {
    if (watched.isOnline === false || watched.timer !== undefined) return;
    const { clock, delay } = this.#options;
    watched.timer = clock.after(delay, () => void this.#confirm(id, watched));
  }

  /** The delay is over: unless they are online elsewhere, they have gone. */
  async #confirm(id: string, watched: Watched): Promise<void> {
    const { timer } = watched;
    const isOver = () =>
      watched.timer !== timer || this.#watched.get(id) !== watched;
    try {
      const online = await this.#options.nodes.online([id]);
      const last_seen = online.has(id) ? 0 : await this.#lastSeen(id);
      if (isOver()) return;
      watched.timer = undefined;
      if (online.has(id) || this.#options.presence.isOnline(id)) return;
      watched.isOnline = false;
      this.#tell(watched, { event: "offline", user_id: id, last_seen });
    } catch {
      // The storage is out of reach: nobody knows yet.
      if (isOver()) return;
      watched.timer = undefined;
      this.#left(id, watched);
    }
  }

  /** Somebody who is online was seen just now. */
  #newest(id: string): PresenceEvent | undefined {
    const { newest } = this.#watched.get(id) ?? {};
    if (newest?.event !== "online") return newest;
    return { event: "online", user_id: id, last_seen: this.#options.now() };
  }

  #tell(watched: Watched, event: PresenceEvent): void {
    watched.newest = event;
    this.#events.tell(watched.watchers, event);
  }

  /** Nobody tells this node who comes and goes at others: it looks. */
  #lookLater(): void {
    const { pause, clock } = this.#options;
    if (pause === undefined || this.#looking !== undefined) return;
    this.#looking = clock.after(pause, () => void this.#look());
  }

  async #look(): Promise<void> {
    const ids = [...this.#watched.keys()];
    for (let at = 0; at < ids.length; at += LOOKED_UP) {
      // Out of reach: the next look shows it.
      await this.#compare(ids.slice(at, at + LOOKED_UP)).catch(() => {});
    }
    this.#looking = undefined;
    if (this.#watched.size > 0) this.#lookLater();
  }

  async #compare(ids: readonly string[]): Promise<void> {
    const { nodes, presence } = this.#options;
    const online = await nodes.online(ids);
    for (const id of ids) {
      const watched = this.#watched.get(id);
      if (watched?.isOnline === undefined) continue;
      if (online.has(id) || presence.isOnline(id)) this.#came(id, watched);
      else this.#left(id, watched);
    }
  }
}
