import type { Presence } from "../push/presence.ts";
import type { ConnectionRef } from "../push/connection_ref.ts";
import { onKey } from "../storage/redis/keys.ts";
import { SCRIPTS } from "../storage/redis/scripts.ts";
import { BEAT, Beats, type BeatsOptions } from "./beats.ts";
import {
  connectionsAt,
  type LocatedConnection,
  type Whereabouts,
} from "./nodes.ts";
import { CoalescedRun } from "./coalesced_run.ts";

/**
 * Milliseconds for which a user's entries are kept; they are renewed before
 * that.
 */
const KEEP = 3_600_000;
/** Users whose entries are written at the same time. */
const AT_ONCE = 1000;
/** Beats after which all entries are renewed. */
const RENEWED_AFTER = KEEP / 3 / BEAT;

/** What {@linkcode NodeRegistry} needs. */
export interface NodeRegistryOptions extends Omit<BeatsOptions, "onTick"> {
  readonly presence: Presence;
  /** Most connections of a user over all nodes. */
  readonly limit: number;
  /** Called when a user has too many connections; `node` has the oldest. */
  readonly onExcess: (userId: string, node: string) => void;
  /**
   * Called when a user's entry was written `lateFor` milliseconds late. News of
   * the user may have been missed until then.
   */
  readonly onLate: (userId: string, lateFor: number) => void;
}

/** A user's connections at one node. */
interface Entry {
  readonly node: string;
  readonly count: number;
  /** Redis' time at which the oldest was opened. */
  readonly since: number;
  /** The value as it is stored. */
  readonly text: string;
}

/**
 * Who is online on which node. Each node reports by beats that it is alive, and
 * for each of its users how many connections they have. Entries of a dead node
 * do not count, and are removed when somebody reads them.
 *
 * A node is only told news of users for whom it has an entry. If it could not
 * write an entry in time, or counted as dead for a while, it reports that, so
 * that what it missed can be read.
 */
export class NodeRegistry implements Whereabouts {
  #options: NodeRegistryOptions;
  /** When each connection was opened, as the clock's `elapsed`. */
  #since = new WeakMap<ConnectionRef, number>();
  /**
   * Users whose entry has to be written, and since when (`Clock.elapsed`) it may
   * be missing; undefined: it is only renewed.
   */
  #dirty = new Map<string, number | undefined>();
  /** Users whose missing entry could not be written at the first try. */
  #late = new Set<string>();
  /** How often this node counted as dead. */
  #silences = 0;
  #writes = new CoalescedRun(() => this.#writeDirty());
  #beats: Beats;
  #ticks = 0;
  #stopped = false;

  constructor(options: NodeRegistryOptions) {
    this.#options = options;
    this.#beats = new Beats({
      ...options,
      onTick: () => this.#tick(),
      onSilence: (lostFor) => {
        this.#silences++;
        options.onSilence(lostFor);
      },
    });
    this.#beats.start();
  }

  /** As `Beats.enter`. @throws {SettingsDiffer} */
  enter(patience: number): Promise<void> {
    return this.#beats.enter(patience);
  }

  /** A user's connections here have changed. */
  note(userId: string): void {
    const now = this.#options.clock.elapsed();
    for (const ref of this.#options.presence.refsOf(userId)) {
      if (!this.#since.has(ref)) this.#since.set(ref, now);
    }
    this.#note(userId, now);
    this.#write();
  }

  /** Writes everything again: Redis may have lost it. */
  renew(): void {
    this.#noteAll(this.#options.clock.elapsed());
    void this.#beats.beat();
    this.#write();
  }

  /** Settles when all changes so far are written, or could not be. */
  async settled(): Promise<void> {
    await this.#writes.running;
  }

  async online(userIds: readonly string[]): Promise<ReadonlySet<string>> {
    const { presence, connection } = this.#options;
    const online = new Set(userIds.filter((id) => presence.isOnline(id)));
    const others = userIds.filter((id) => !online.has(id));
    if (others.length === 0) return online;
    const rows = await connection.run((redis) =>
      Promise.all(others.map((id) => {
        const on = onKey(id);
        return connection.unreadable.orElse(on, redis.hGetAll(on), {});
      }))
    );
    const entries = rows.map((row) => entriesOf(Object.entries(row)));
    await this.#know(entries.flat());
    others.forEach((id, at) => {
      if (this.#living(id, entries[at]!).length > 0) online.add(id);
    });
    return online;
  }

  async connectionsOf(userId: string): Promise<LocatedConnection[]> {
    const { presence, connection, node } = this.#options;
    const own = connectionsAt(node, presence, userId);
    const on = onKey(userId);
    const found = connection.run((redis) => redis.hGetAll(on));
    const row = await connection.unreadable.orElse(on, found, {});
    const entries = entriesOf(Object.entries(row));
    await this.#know(entries);
    const others = this.#living(userId, entries)
      .filter((entry) => entry.node !== node);
    return [...own, ...others.flatMap(connectionsIn)];
  }

  /** Reports that this node is going. */
  stop(): Promise<void> {
    this.#stopped = true;
    return this.#beats.stop();
  }

  #tick(): void {
    if (this.#beats.beaten && ++this.#ticks % RENEWED_AFTER === 0) {
      this.#noteAll(undefined);
    }
    // Writes what could not be written before.
    this.#write();
  }

  #note(userId: string, since: number | undefined): void {
    this.#dirty.set(userId, this.#dirty.get(userId) ?? since);
  }

  #noteAll(since: number | undefined): void {
    for (const userId of this.#options.presence.userIds()) {
      this.#note(userId, since);
    }
  }

  /**
   * An unknown node may have started a moment ago, so the nodes are read again.
   */
  async #know(entries: readonly Entry[]): Promise<void> {
    const isNew = entries.some(({ node }) => !this.#beats.isAlive(node));
    if (isNew) await this.#beats.beat();
  }

  #write(): void {
    if (this.#dirty.size === 0 || this.#stopped) return;
    if (this.#options.connection.reason !== undefined) return;
    this.#writes.ask();
  }

  /** What could not be written is written at the next beat. */
  async #writeDirty(): Promise<void> {
    // Other nodes ignore what a node writes before its first beat.
    if (!this.#beats.beaten) await this.#beats.beat();
    if (!this.#beats.beaten) return this.#delay(this.#dirty);
    while (this.#dirty.size > 0) {
      const some = [...this.#dirty].slice(0, AT_ONCE);
      for (const [userId] of some) this.#dirty.delete(userId);
      const written = await Promise.allSettled(
        some.map(([userId, since]) => this.#writeOne(userId, since)),
      );
      const failed = some.filter((_, at) => written[at]!.status === "rejected");
      for (const [userId, since] of failed) {
        this.#dirty.set(userId, since ?? this.#dirty.get(userId));
      }
      this.#delay(failed);
      if (failed.length > 0) return;
    }
  }

  /** Entries that are only renewed are never late. */
  #delay(dirty: Iterable<[string, number | undefined]>): void {
    for (const [userId, since] of dirty) {
      if (since !== undefined) this.#late.add(userId);
    }
  }

  async #writeOne(userId: string, notedAt: number | undefined): Promise<void> {
    const { node, connection, presence, clock } = this.#options;
    const [oldest, ...others] = presence.refsOf(userId);
    const count = oldest === undefined ? 0 : 1 + others.length;
    const now = clock.elapsed();
    const since = oldest && this.#since.get(oldest) || now;
    const on = onKey(userId);
    const about = connectionsAt(node, presence, userId);
    const args = [node, count, Math.floor(now - since), KEEP, this.#silences];
    const noted = count === 0 ? "" : JSON.stringify(about);
    const written = connection.script<string[]>(SCRIPTS.register, [on], [
      ...args,
      noted,
    ]);
    // An unreadable record is not retried, as the others would wait for it.
    const row = await connection.unreadable.orElse(on, written, []);
    this.#known(userId, notedAt);
    if (count > 0) await this.#lookForExcess(userId, entriesOf(inPairs(row)));
  }

  #known(userId: string, notedAt: number | undefined): void {
    const { presence, clock, onLate } = this.#options;
    if (!this.#late.delete(userId) || notedAt === undefined) return;
    if (presence.isOnline(userId)) onLate(userId, clock.elapsed() - notedAt);
  }

  async #lookForExcess(userId: string, entries: Entry[]): Promise<void> {
    if (entries.length < 2) return;
    const { limit, onExcess } = this.#options;
    const sum = (all: Entry[]) => all.reduce((n, { count }) => n + count, 0);
    if (sum(entries) <= limit) return;
    await this.#know(entries);
    const living = this.#living(userId, entries);
    if (sum(living) <= limit) return;
    living.sort((a, b) => a.since - b.since);
    onExcess(userId, living[0]!.node);
  }

  /** The entries of live nodes; the others are removed at some time. */
  #living(userId: string, entries: readonly Entry[]): Entry[] {
    const dead = entries.filter(({ node }) => !this.#beats.isAlive(node));
    if (dead.length > 0) {
      const args = dead.flatMap(({ node, text }) => [node, text]);
      this.#options.connection.script(SCRIPTS.expel, [onKey(userId)], args)
        .catch(() => {});
    }
    return entries.filter(({ node }) => this.#beats.isAlive(node));
  }
}

function entriesOf(row: readonly (readonly [string, string])[]): Entry[] {
  return row.flatMap(([node, value]) => {
    const [count, since] = value.split(" ").map(Number);
    // Written by something else: ignored.
    if (!Number.isInteger(count) || !Number.isInteger(since)) return [];
    return { node, count: count!, since: since!, text: value };
  });
}

/** What an entry says of its connections; nothing if it cannot be read. */
function connectionsIn({ node, text }: Entry): LocatedConnection[] {
  // The fourth word: node versions before wrote three.
  const json = text.split(" ").slice(3).join(" ");
  try {
    const found: LocatedConnection[] = JSON.parse(json);
    return found.map((each) => ({ ...each, device: each.device, node }));
  } catch {
    return [];
  }
}

function inPairs(row: readonly string[]): [string, string][] {
  return Array.from(
    { length: row.length / 2 },
    (_, at) => [row[2 * at]!, row[2 * at + 1]!],
  );
}
