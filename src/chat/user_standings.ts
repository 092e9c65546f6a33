import { DEFAULT_COUNT } from "../protocol/fields.ts";
import type * as response from "../protocol/responses.ts";
import type { Views } from "../protocol/views.ts";
import type { Administration } from "../storage/administration.ts";
import { idsOfPage } from "../storage/shared/id_page.ts";
import type { Storage } from "../storage/storage.ts";
import { type CursorKind, decodeCursor, encodeCursor } from "./cursor.ts";
import { unlessGone } from "./unless_gone.ts";

/** What {@linkcode UserStandings} needs. */
export interface UserStandingsOptions {
  readonly storage: Pick<Storage, "user" | "chatroomsOf" | "chatroom">;
  readonly administration: Pick<Administration, "member" | "sanctionsOf">;
  readonly views: Views;
}

/** Which part of what is known of a user is asked for. */
export interface StandingsQuery {
  /** The user. */
  readonly id: string;
  readonly count?: number | undefined;
  readonly cursor?: string | undefined;
}

/** A chatroom of a user, and what they are in it. */
export type UserChatroom =
  & Omit<response.Member, "online">
  & { readonly id: string; readonly name: string };

/** A sanction on a user in one chatroom. */
export type UserSanction =
  & Omit<response.SanctionsPage["items"][number], "user_id">
  & { readonly chatroom_id: string };

/** A page of a list. */
export interface StandingsPage<T> {
  items: T[];
  next_cursor?: string;
}

/** Where a user stands in chatrooms, as operators look after them. */
export class UserStandings {
  #options: UserStandingsOptions;

  constructor(options: UserStandingsOptions) {
    this.#options = options;
  }

  /**
   * A page of the chatrooms of a user by their ids, each with what the user is
   * there. It may be short where one goes meanwhile.
   *
   * @throws {ReplyError} 400, 404
   */
  async chatrooms(
    { id, count = DEFAULT_COUNT, cursor }: StandingsQuery,
  ): Promise<StandingsPage<UserChatroom>> {
    const { storage } = this.#options;
    await storage.user(id);
    const after = decodeCursor("memberships", cursor)?.id ?? "";
    const query = { prefix: "", after, count };
    const found = idsOfPage(await storage.chatroomsOf(id), query);
    const shown = found.slice(0, count);
    const rooms = shown.map((room) => this.#standing(room, id));
    const items = (await Promise.all(rooms)).filter((each) =>
      each !== undefined
    );
    const next = found.length > count ? shown.at(-1) : undefined;
    return pageOf("memberships", items, next);
  }

  /**
   * A page of what is imposed on a user, who need not be known, by the ids of
   * the chatrooms.
   *
   * @throws {ReplyError} 400
   */
  async sanctions(
    { id, count = DEFAULT_COUNT, cursor }: StandingsQuery,
  ): Promise<StandingsPage<UserSanction>> {
    const { administration, views } = this.#options;
    const after = decodeCursor("user-sanctions", cursor)?.id ?? "";
    const query = { prefix: "", after, count };
    const { items, next } = await administration.sanctionsOf(id, query);
    const shown = items.map(({ chatroomId, sanction }) => {
      const { user_id: _, ...view } = views.sanction(sanction);
      return { chatroom_id: chatroomId, ...view };
    });
    return pageOf("user-sanctions", shown, next);
  }

  /** Undefined where the membership has ended meanwhile. */
  async #standing(
    chatroomId: string,
    userId: string,
  ): Promise<UserChatroom | undefined> {
    const { storage, administration, views } = this.#options;
    const [room, member] = await Promise.all([
      storage.chatroom(chatroomId).catch(unlessGone),
      administration.member(chatroomId, userId),
    ]);
    if (room === undefined || member === undefined) return undefined;
    const as = { online: false, showsMutes: true };
    const { online: _, ...view } = views.member(member, as);
    return { ...view, id: chatroomId, name: room.name };
  }
}

function pageOf<T>(
  kind: CursorKind,
  items: T[],
  next: string | undefined,
): StandingsPage<T> {
  if (next === undefined) return { items };
  return { items, next_cursor: encodeCursor(kind, { time: 0, id: next }) };
}
