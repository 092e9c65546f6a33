import type { Spread } from "../base/spread.ts";
import type { GatewayCommands } from "./gateway_commands.ts";
import type { RoomIndex } from "./room_index.ts";
import type { ConnectionRef } from "./connection_ref.ts";

/** A gateway is told all of a user's chatrooms, or takes all of them back. */
interface Telling {
  /** Has it a connection of the user? */
  readonly isHere: boolean;
  done: Promise<void> | undefined;
}

/** A look which chatrooms a user is in. */
interface LookUp {
  /** Chatrooms of which more recent news came meanwhile. */
  readonly news: Set<string>;
  isComplete: boolean;
  done: Promise<void>;
}

/** What all who are here share. */
export interface PresentUserOptions {
  readonly rooms: RoomIndex;
  readonly spread: Spread;
  /** Never the same number twice. */
  readonly nextVersion: () => number;
}

/**
 * One user who is here, or whose gateways still hear that they are not: the
 * refs, oldest first, the chatrooms, and what each gateway has been told of
 * these. The first and the last connection at a gateway bring it all of them,
 * spread over turns of the event loop; one beside others brings nothing.
 */
export class PresentUser {
  readonly id: string;
  readonly refs = new Set<ConnectionRef>();
  #options: PresentUserOptions;
  #chatrooms = new Set<string>();
  /** What each gateway is being told, or has been, of the chatrooms. */
  #tellings = new Map<GatewayCommands, Telling>();
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

  /** Another one after each change of the chatrooms, and each return. */
  get version(): number {
    return this.#version;
  }

  /** Have all gateways heard what there was to be told? */
  get isForgotten(): boolean {
    return this.#tellings.size === 0;
  }

  /** The gateways that hold a connection of the user. */
  gateways(): Iterable<GatewayCommands> {
    const [first, ...others] = this.refs;
    if (first === undefined) return [];
    if (others.length === 0) return [first.commands];
    return new Set([first, ...others].map(({ commands }) => commands));
  }

  /** Has a gateway a connection of the user? */
  hasRefAt(commands: GatewayCommands): boolean {
    for (const ref of this.refs) if (ref.commands === commands) return true;
    return false;
  }

  /** Is here again, before all gateways had heard of the end. */
  comeBack(): void {
    this.#version = this.#options.nextVersion();
  }

  /** The chatrooms have to be looked up anew. */
  forgetLookUp(): void {
    this.#lookUp = undefined;
  }

  /** Are the chatrooms known, all of them? */
  get isLookedUp(): boolean {
    return this.#lookUp?.isComplete ?? false;
  }

  /** Is in a chatroom from now on, with all connections; again: nothing. */
  enter(chatroomId: string): void {
    this.#noteNews(chatroomId);
    this.#enter(chatroomId);
  }

  /** Is in a chatroom no more. */
  exit(chatroomId: string): void {
    this.#noteNews(chatroomId);
    this.#exit(chatroomId);
  }

  /** Tells a gateway of all chatrooms, unless it has been told. */
  tell(commands: GatewayCommands): void {
    if (this.#tellings.get(commands)?.isHere) return;
    const { spread, rooms } = this.#options;
    const telling: Telling = { isHere: true, done: undefined };
    this.#tellings.set(commands, telling);
    telling.done = spread.over(
      this.#chatroomsDuring(commands, telling),
      (id) => {
        rooms.enter(id, this.id, commands);
        return commands.ready?.();
      },
    );
  }

  /** Takes back from a gateway what it was told; `over` is called once. */
  takeBack(commands: GatewayCommands, over: () => void): void {
    const { spread, rooms } = this.#options;
    const telling: Telling = { isHere: false, done: undefined };
    this.#tellings.set(commands, telling);
    const end = () => {
      if (this.#tellings.get(commands) === telling) {
        this.#tellings.delete(commands);
      }
      over();
    };
    const chatrooms = this.#chatroomsDuring(commands, telling);
    telling.done = spread.over(chatrooms, (id) => {
      rooms.exit(id, this.id, commands);
      return commands.ready?.();
    })?.then(end);
    if (telling.done === undefined) end();
  }

  /**
   * Has the chatrooms looked up, once for all connections. Settles when every
   * gateway that holds one has been told of all, with true, or, with false, when
   * they have to be looked up anew.
   */
  async know(look: () => Promise<Iterable<string>>): Promise<boolean> {
    const lookUp = this.#lookUp ??= this.#beginLookUp(look);
    await lookUp.done;
    if (this.#lookUp !== lookUp) return false;
    const here = [...this.#tellings.values()].filter(({ isHere }) => isHere);
    await Promise.all(here.map(({ done }) => done));
    return true;
  }

  /** A look-up that is under way is older. */
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
    for (const commands of this.#tellings.keys()) {
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

  /** What is listed is entered, and what is not is left; news knows better. */
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

  /** Undefined while all gateways that are told keep up, else when one does. */
  #ready(): Promise<void> | undefined {
    for (const commands of this.#tellings.keys()) {
      const ready = commands.ready?.();
      if (ready !== undefined) return ready;
    }
    return undefined;
  }

  /** Ends when the gateway is to be told the opposite. */
  #chatroomsDuring(
    commands: GatewayCommands,
    telling: Telling,
  ): Generator<string> {
    const isCurrent = () => this.#tellings.get(commands) === telling;
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
