import type { GatewayCommands } from "./gateway_commands.ts";
import type { LateJoiners } from "./late_joiners.ts";

/** Called when a chatroom gets its first member here and loses its last. */
export interface RoomWatcher {
  /** The first member of this chatroom is here. */
  roomOpened(chatroomId: string): void;
  /** The last member of this chatroom has gone. */
  roomClosed(chatroomId: string): void;
}

/**
 * Which chatroom members each gateway knows. Members, not connections: another
 * device of the same user changes nothing. A gateway is told of each member
 * once, and of each departure once.
 */
export class RoomIndex {
  #rooms = new Map<string, Map<GatewayCommands, Set<string>>>();
  #watcher: RoomWatcher | undefined;
  #late: Pick<LateJoiners, "of">;

  constructor(late: Pick<LateJoiners, "of">) {
    this.#late = late;
  }

  watch(watcher: RoomWatcher): void {
    this.#watcher = watcher;
  }

  /** How many chatrooms have a member here. */
  get size(): number {
    return this.#rooms.size;
  }

  /** Has a chatroom a member here? */
  has(chatroomId: string): boolean {
    return this.#rooms.has(chatroomId);
  }

  /** The gateways that hold a member of this chatroom. */
  gatewaysIn(chatroomId: string): Iterable<GatewayCommands> {
    return this.#rooms.get(chatroomId)?.keys() ?? [];
  }

  /** A chatroom's members at each of the gateways that hold one. */
  membersIn(
    chatroomId: string,
  ): Iterable<[GatewayCommands, ReadonlySet<string>]> {
    return this.#rooms.get(chatroomId) ?? [];
  }

  /** Tells a gateway that a user is in a chatroom, unless it knows. */
  enter(chatroomId: string, userId: string, commands: GatewayCommands): void {
    const room = this.#rooms.get(chatroomId) ?? this.#open(chatroomId);
    const members = room.get(commands);
    if (members?.has(userId)) return;
    if (members === undefined) room.set(commands, new Set([userId]));
    else members.add(userId);
    const hiddenUpTo = this.#late.of(chatroomId, userId);
    commands.enter(chatroomId, userId, hiddenUpTo);
  }

  /**
   * Tells a gateway that a user is no longer in a chatroom, if it knew the user
   * there.
   */
  exit(chatroomId: string, userId: string, commands: GatewayCommands): void {
    const room = this.#rooms.get(chatroomId);
    const members = room?.get(commands);
    if (!members?.delete(userId)) return;
    commands.exit(chatroomId, userId);
    if (members.size === 0) room?.delete(commands);
    if (room?.size === 0) this.#close(chatroomId);
  }

  #open(chatroomId: string): Map<GatewayCommands, Set<string>> {
    const room = new Map<GatewayCommands, Set<string>>();
    this.#rooms.set(chatroomId, room);
    this.#watcher?.roomOpened(chatroomId);
    return room;
  }

  #close(chatroomId: string): void {
    this.#rooms.delete(chatroomId);
    this.#watcher?.roomClosed(chatroomId);
  }
}
