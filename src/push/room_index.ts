import type { GatewayCommands } from "./gateway_commands.ts";

/** Is told when a chatroom begins and ends to have members here. */
export interface RoomWatcher {
  /** The first member of this chatroom is here. */
  roomOpened(chatroomId: string): void;
  /** The last member of this chatroom has gone. */
  roomClosed(chatroomId: string): void;
}

/**
 * Which members of each chatroom every gateway has been told of. Members, not
 * connections: another device of somebody who is here changes nothing. It tells
 * a gateway of each member once, and takes back once what it told.
 */
export class RoomIndex {
  #rooms = new Map<string, Map<GatewayCommands, Set<string>>>();
  #watcher: RoomWatcher | undefined;

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

  /** Tells a gateway that a user is in a chatroom, once. */
  enter(chatroomId: string, userId: string, commands: GatewayCommands): void {
    const room = this.#rooms.get(chatroomId) ?? this.#open(chatroomId);
    const members = room.get(commands);
    if (members?.has(userId)) return;
    if (members === undefined) room.set(commands, new Set([userId]));
    else members.add(userId);
    commands.enter(chatroomId, userId);
  }

  /** Tells a gateway that a user is not in a chatroom, if it was told so. */
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
