import { CHATROOM } from "../../../domain/ids.ts";
import type { Chatroom } from "../../../domain/model.ts";
import type { Head } from "./head.ts";
import type { Party } from "./party.ts";
import type { Room } from "./room.ts";

/** The conversation of a chatroom. */
export type RoomHead = Head & { readonly room: Room };

/** The id of a chatroom. */
export function idOf({ key }: Pick<RoomHead, "key">): string {
  return key.slice(`${CHATROOM}:`.length);
}

/** A chatroom as plain data. */
export function toChatroom(head: RoomHead): Chatroom {
  const { configured, creator, createdAt, members } = head.room;
  const { settings, version } = configured;
  return {
    id: idOf(head),
    name: settings.name,
    creator,
    createdAt,
    memberCount: members,
    join: settings.join,
    send: settings.send,
    history: settings.history,
    maxMembers: settings.maxMembers,
    slowMode: settings.slowMode,
    data: settings.data,
    version,
  };
}

/**
 * The newest message that a user of a conversation does not see; 0 if they see
 * all. Without a party it is the service that reads.
 */
export function hiddenUpTo(
  { room }: Pick<Head, "room">,
  party: Party | undefined,
): number {
  const showsAll = room?.configured.settings.history !== "joined";
  return showsAll ? 0 : party?.joinedSequence ?? 0;
}
