import type { Spread } from "../base/spread.ts";
import type { GatewayCommands } from "./gateway_commands.ts";
import type { RoomIndex } from "./room_index.ts";
import type { ConnectionRef } from "./connection_ref.ts";

/**
 * One run over a user's chatrooms that makes a gateway enter or exit them all.
 */
interface GatewayRun {
  /** True while the gateway has a connection of the user: the run enters. */
  readonly isEntering: boolean;
  done: Promise<void> | undefined;
}

/** A look-up of the chatrooms that a user is in. */
interface LookUp {
  /** Chatrooms joined or left since the look-up began. */
  readonly news: Set<string>;
  isComplete: boolean;
  done: Promise<void>;
}

/** What all users of a {@linkcode Presence} share. */
export interface PresentUserOptions {
  readonly rooms: RoomIndex;
  readonly spread: Spread;
  /** Never returns the same number twice. */
  readonly nextVersion: () => number;
}

/**
 * One user who is online here, or was until a moment ago: the refs (oldest
 * first), the chatrooms, and which gateways know these. A user's first
 * connection at a gateway brings it all chatrooms, and the last one takes them
 * back, spread over turns of the event loop. Any other connection costs
 * nothing.
 */
export class PresentUser {
  readonly id: string;
  readonly refs = new Set<ConnectionRef>();
  #options: PresentUserOptions;
  #chatrooms = new Set<string>();
  /** The last run at each gateway. */
  #runs = new Map<GatewayCommands, GatewayRun>();
  #version: number;
  #lookUp: LookUp | undefined;

  constructor(id: string, options: PresentUserOptions) {
    this.id = id;
    this.#options = options;
    this.#version = options.nextVersion();
  }

  get chatrooms(): ReadonlySet<string> {
    return this.#chatrooms;
  }

  /**
   * Changes with each change of the chatrooms, and when the user comes back.
   */
  get version(): number {
    return this.#version;
  }

  /** Have all gateways finished taking back the chatrooms? */
  get isForgotten(): boolean {
    return this.#runs.size === 0;
  }

  /** The gateways that hold a connection of the user. */
  gateways(): Iterable<GatewayCommands> {
    const all: GatewayCommands[] = [];
    for (const { commands } of this.refs) {
      if (!all.includes(commands)) all.push(commands);
    }
    return all;
  }

  /** Has the user a connection beside this one? */
  hasOtherThan(ref: ConnectionRef | undefined): boolean {
    if (ref === undefined || !this.refs.has(ref)) return this.refs.size > 0;
    return this.refs.size > 1;
  }

  /** Does a gateway hold a connection of the user? */
  hasRefAt(commands: GatewayCommands): boolean {
    for (const ref of this.refs) if (ref.commands === commands) return true;
    return false;
  }

  /**
   * The user is online again before all gateways have taken back the chatrooms.
   */
  comeBack(): void {
    this.#version = this.#options.nextVersion();
  }

  /** Makes the next `lookUpChatrooms` look up the chatrooms anew. */
  forgetLookUp(): void {
    this.#lookUp = undefined;
  }

  /** Is a look-up of the chatrooms complete? */
  get isLookedUp(): boolean {
    return this.#lookUp?.isComplete ?? false;
  }

  /** Puts all connections into a chatroom; repeating it does nothing. */
  enter(chatroomId: string): void {
    this.#noteNews(chatroomId);
    this.#enter(chatroomId);
  }

  /** Takes all connections out of a chatroom. */
  exit(chatroomId: string): void {
    this.#noteNews(chatroomId);
    this.#exit(chatroomId);
  }

  /** Makes a gateway enter all chatrooms, unless it has already. */
  enterGateway(commands: GatewayCommands): void {
    if (this.#runs.get(commands)?.isEntering) return;
    const { spread, rooms } = this.#options;
    const run: GatewayRun = { isEntering: true, done: undefined };
    this.#runs.set(commands, run);
    run.done = spread.over(
      this.#chatroomsDuring(commands, run),
      (id) => {
        rooms.enter(id, this.id, commands);
        return commands.ready?.();
      },
    );
  }

  /** Makes a gateway exit all chatrooms; `over` is called once. */
  exitGateway(commands: GatewayCommands, over: () => void): void {
    const { spread, rooms } = this.#options;
    const run: GatewayRun = { isEntering: false, done: undefined };
    this.#runs.set(commands, run);
    const end = () => {
      if (this.#runs.get(commands) === run) {
        this.#runs.delete(commands);
      }
      over();
    };
    const chatrooms = this.#chatroomsDuring(commands, run);
    run.done = spread.over(chatrooms, (id) => {
      rooms.exit(id, this.id, commands);
      return commands.ready?.();
    })?.then(end);
    if (run.done === undefined) end();
  }

  /**
   * Looks up the chatrooms, once for all connections. Resolves to true when
   * every gateway that holds a connection knows all of them, or to false if
   * they have to be looked up anew.
   */
  async lookUpChatrooms(
    look: () => Promise<Iterable<string>>,
  ): Promise<boolean> {
    const lookUp = this.#lookUp ??= this.#beginLookUp(look);
    await lookUp.done;
    if (this.#lookUp !== lookUp) return false;
    const here = [...this.#runs.values()].filter(({ isEntering }) =>
      isEntering
    );
    await Promise.all(here.map(({ done }) => done));
    return true;
  }

  /** A chatroom that changes during a look-up is newer than its result. */
  #noteNews(chatroomId: string): void {
    if (this.#lookUp?.isComplete === false) this.#lookUp.news.add(chatroomId);
  }

  #enter(chatroomId: string): void {
    if (this.#chatrooms.has(chatroomId)) return;
    const { rooms, nextVersion } = this.#options;
    this.#chatrooms.add(chatroomId);
    this.#version = nextVersion();
    for (const commands of this.gateways()) {
      rooms.enter(chatroomId, this.id, commands);
    }
  }

  #exit(chatroomId: string): void {
    const { rooms, nextVersion } = this.#options;
    this.#version = nextVersion();
    if (!this.#chatrooms.delete(chatroomId)) return;
    for (const commands of this.#runs.keys()) {
      rooms.exit(chatroomId, this.id, commands);
    }
  }

  #beginLookUp(look: () => Promise<Iterable<string>>): LookUp {
    const done = Promise.resolve();
    const lookUp: LookUp = { news: new Set(), isComplete: false, done };
    lookUp.done = this.#enterAll(look, lookUp).then(
      () => {
        lookUp.isComplete = true;
        lookUp.news.clear();
      },
      (fault) => {
        if (this.#lookUp === lookUp) this.#lookUp = undefined;
        throw fault;
      },
    );
    return lookUp;
  }

  /**
   * Enters what is listed and exits the rest, except what has changed
   * meanwhile.
   */
  async #enterAll(
    look: () => Promise<Iterable<string>>,
    { news }: LookUp,
  ): Promise<void> {
    const { spread } = this.#options;
    const listed = await look();
    const isCurrent = () => this.#lookUp?.news === news;
    const found = this.#chatrooms.size > 0 ? new Set<string>() : undefined;
    await spread.over(whileTrue(listed, isCurrent), (id) => {
      found?.add(id);
      if (!news.has(id)) this.#enter(id);
      return this.#ready();
    });
    if (found === undefined) return;
    await spread.over(whileTrue(this.#chatrooms, isCurrent), (id) => {
      if (!found.has(id) && !news.has(id)) this.#exit(id);
      return this.#ready();
    });
  }

  /** Undefined while all gateways keep up; otherwise settles when one does. */
  #ready(): Promise<void> | undefined {
    for (const commands of this.#runs.keys()) {
      const ready = commands.ready?.();
      if (ready !== undefined) return ready;
    }
    return undefined;
  }

  /** The chatrooms, until a later run at the same gateway replaces this one. */
  #chatroomsDuring(
    commands: GatewayCommands,
    run: GatewayRun,
  ): Generator<string> {
    const isCurrent = () => this.#runs.get(commands) === run;
    return whileTrue(this.#chatrooms, isCurrent);
  }
}

function* whileTrue(
  ids: Iterable<string>,
  isTrue: () => boolean,
): Generator<string> {
  for (const id of ids) {
    if (!isTrue()) return;
    yield id;
  }
}
