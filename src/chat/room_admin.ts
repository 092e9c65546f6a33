import { ReplyError } from "../base/errors.ts";
import {
  parseSessionId,
  PRIVATE,
  SYSTEM,
  typeOfSession,
} from "../domain/ids.ts";
import type { Chatroom } from "../domain/model.ts";
import type { Nodes } from "../nodes/nodes.ts";
import { DEFAULT_COUNT } from "../protocol/fields.ts";
import { newestFitting } from "../protocol/frame_limit.ts";
import type * as request from "../protocol/requests.ts";
import type * as response from "../protocol/responses.ts";
import type { Views } from "../protocol/views.ts";
import type { News } from "../push/news.ts";
import { SERVICE } from "../storage/actor.ts";
import type { Administration } from "../storage/administration.ts";
import type { AddedMember, Departed } from "../storage/governance.ts";
import {
  cannotBeAdded,
  chatroomExists,
  noSuchUser,
} from "../storage/shared/refusals.ts";
import type { Storage } from "../storage/storage.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import type { Departures } from "./departures.ts";
import type { RoomMembers } from "./room_members.ts";
import type { RoomSettings } from "./room_settings.ts";
import { THE_SERVICE } from "./the_service.ts";
import { unlessGone } from "./unless_gone.ts";

/** What {@linkcode RoomAdmin} needs. */
export interface RoomAdminOptions {
  readonly storage: Pick<Storage, "chatroom" | "members" | "user" | "history">;
  readonly administration: Pick<
    Administration,
    "chatrooms" | "create" | "disband"
  >;
  readonly nodes: Pick<Nodes, "online" | "left" | "settling">;
  readonly views: Views;
  readonly news: Pick<News, "created" | "disbanded">;
  readonly roomSettings: Pick<RoomSettings, "changeIn">;
  readonly roomMembers: Pick<
    RoomMembers,
    "add" | "remove" | "setRole" | "enter" | "settleAdded"
  >;
  readonly departures: Pick<Departures, "present" | "presentIn" | "settle">;
}

/** A chatroom, and how many of its members are online. */
export type AdminChatroom = response.Chatroom & { readonly online: number };

/** A page of chatrooms. */
export interface ChatroomsList {
  items: AdminChatroom[];
  next_cursor?: string;
}

/** Which chatrooms are asked for. */
export interface ChatroomsQuery {
  readonly prefix?: string | undefined;
  readonly count?: number | undefined;
  readonly cursor?: string | undefined;
}

/** A chatroom to be created. */
export type NewChatroom = request.Configure & {
  readonly creator?: string | undefined;
  readonly members?: readonly string[] | undefined;
};

/** Whose view of a conversation is asked for. */
export interface HistoryQuery {
  readonly session_id: string;
  readonly user_id?: string | undefined;
  readonly message_id?: string | undefined;
  readonly count?: number | undefined;
}

/** Members that are looked at in one step. */
const LOOKED_AT = 500;
/** Most members of a chatroom of whom is counted who is online. */
const MAX_COUNTED = 10_000;

/** Chatrooms as operators look after them. */
export class RoomAdmin {
  #options: RoomAdminOptions;

  constructor(options: RoomAdminOptions) {
    this.#options = options;
  }

  /** A page of chatrooms, by their ids. @throws {ReplyError} 400 */
  async list(
    { prefix = "", count = DEFAULT_COUNT, cursor }: ChatroomsQuery,
  ): Promise<ChatroomsList> {
    const { administration } = this.#options;
    const after = decodeCursor("chatrooms", cursor)?.id ?? "";
    const query = { prefix, after, count };
    const { items, next } = await administration.chatrooms(query);
    const page: ChatroomsList = {
      items: await Promise.all(items.map((room) => this.#shown(room))),
    };
    if (next !== undefined) {
      page.next_cursor = encodeCursor("chatrooms", { time: 0, id: next });
    }
    return page;
  }

  /** @throws {ReplyError} 404 */
  async find(id: string): Promise<AdminChatroom> {
    return await this.#shown(await this.#options.storage.chatroom(id));
  }

  /**
   * Creates a chatroom with its settings and members, in one step. The creator
   * becomes a member.
   *
   * @throws {ReplyError} 400, 403, 404 where a user is not known, 409, 413; 503
   * in an outage of the storage: then all of it is done, or nothing
   */
  async create(
    { creator, members = [], ...settings }: NewChatroom,
  ): Promise<AdminChatroom> {
    const { storage, administration, nodes, roomSettings } = this.#options;
    const { id } = settings;
    const named = creator === undefined ? members : [creator, ...members];
    const userIds = [...new Set(named)];
    for (const userId of userIds) await this.#requireUser(userId);
    const found = await storage.chatroom(id).catch(unlessGone);
    if (found !== undefined) throw chatroomExists(id);
    const change = await roomSettings.changeIn(settings, SYSTEM);
    const { chatroom, added } = await nodes.settling(
      administration.create(id, { settings: change, userIds }),
      () => this.#settleCreated(id, userIds),
    );
    return await this.#begin(chatroom, added);
  }

  /**
   * Somebody who can be a member: not the service's own user, as whom nobody
   * logs in. @throws {ReplyError} 404
   */
  async #requireUser(id: string): Promise<void> {
    if (id === SYSTEM) throw noSuchUser(id);
    await this.#options.storage.user(id);
  }

  /** Its members take their places once it is told of. */
  async #begin(
    room: Chatroom,
    added: readonly AddedMember[],
  ): Promise<AdminChatroom> {
    const { views, news, nodes, roomMembers } = this.#options;
    const { id: chatroomId } = room;
    const chatroom = views.chatroom(room);
    news.created({ chatroomId, chatroom, by: SYSTEM });
    await roomMembers.enter({ chatroomId, by: SYSTEM }, added);
    // It is there: that it is not known who is online must not say otherwise.
    const online = await nodes.online(added.map(({ id }) => id))
      .catch(() => new Set());
    return { ...chatroom, online: online.size };
  }

  /** Called when it turned out late whether a chatroom was created. */
  async #settleCreated(id: string, userIds: readonly string[]): Promise<void> {
    const { storage, roomMembers } = this.#options;
    const room = await storage.chatroom(id).catch(unlessGone);
    if (room === undefined) return;
    await this.#begin(room, []);
    const addition = { chatroomId: id, by: SYSTEM };
    await roomMembers.settleAdded(addition, userIds, []);
  }

  /**
   * Removes a chatroom with its history, and tells its members.
   *
   * @throws {ReplyError} 404
   */
  async disband(id: string): Promise<void> {
    const { storage, administration, nodes, departures } = this.#options;
    const room = await storage.chatroom(id);
    const members = await nodes.settling(
      administration.disband(id),
      () => this.#settleDisbanded(room),
    );
    this.#tellDisbanded(room);
    // At once: nothing that is answered later, such as a join of a new chatroom
    // with this id, may come between.
    const here = new Set(departures.present(id, members.map(({ id }) => id)));
    for (const { id: userId, ordinal } of members) {
      if (here.has(userId)) nodes.left(id, userId, ordinal);
    }
    await this.#leftElsewhere(id, members.filter(({ id }) => !here.has(id)));
  }

  /**
   * Makes a user a member, and gives them a role if one is named.
   *
   * @throws {ReplyError} 403, 404
   */
  async putMember(
    { id, user_id, role }: {
      id: string;
      user_id: string;
      role?: request.SetRole["role"] | undefined;
    },
  ): Promise<object> {
    const { roomMembers } = this.#options;
    await this.#requireUser(user_id);
    const user_ids = [user_id];
    const { refused } = await roomMembers.add(THE_SERVICE, { id, user_ids });
    if (refused[0] !== undefined) throw cannotBeAdded(refused[0]);
    if (role === undefined) return {};
    return await roomMembers.setRole(THE_SERVICE, { id, user_id, role });
  }

  /**
   * Ends a membership.
   *
   * @throws {ReplyError} 404 where there is no such chatroom or no such user
   */
  async removeMember(
    { user_id, ...body }: Omit<request.Remove, "user_ids"> & {
      readonly user_id: string;
    },
  ): Promise<response.Removed> {
    const { storage, roomMembers } = this.#options;
    const named = { ...body, user_ids: [user_id] };
    const done = await roomMembers.remove(THE_SERVICE, named);
    // After it: whoever is forgotten may still be a member.
    if (done.removed.length === 0) await storage.user(user_id);
    return done;
  }

  /**
   * A page of a conversation's messages, as one of its users sees it; of a
   * chatroom without one, all that is kept. The service's own user is known
   * before it has sent anything.
   *
   * @throws {ReplyError} 400, 403, 404 where user or chatroom is not known
   */
  async history(
    { session_id, user_id, message_id, count = DEFAULT_COUNT }: HistoryQuery,
  ): Promise<response.HistoryPage> {
    const { storage, views } = this.#options;
    if (typeOfSession(session_id) === PRIVATE && user_id === undefined) {
      throw new ReplyError(
        400,
        "user_id: missing: expected one of the two users",
      );
    }
    const userId = user_id ?? SYSTEM;
    if (userId !== SYSTEM) await storage.user(userId);
    const conversation = parseSessionId(session_id, userId);
    const page = await storage.history(conversation, user_id ?? SERVICE, {
      before: message_id,
      count,
    });
    const viewer = { userId, conversation };
    const found = page.items.map((message) => views.message(message, viewer));
    const items = newestFitting(found);
    return { items, has_more: page.hasMore || items.length < found.length };
  }

  #tellDisbanded(room: Chatroom): void {
    const { views, news } = this.#options;
    const chatroom = views.chatroom(room);
    news.disbanded({ chatroomId: room.id, chatroom, by: SYSTEM });
  }

  /**
   * Takes members out at other nodes. It is asked after the chatroom has gone
   * who is online: whoever comes after that does not find it.
   */
  async #leftElsewhere(
    id: string,
    members: readonly Departed[],
  ): Promise<void> {
    const { nodes } = this.#options;
    for (let at = 0; at < members.length; at += LOOKED_AT) {
      const some = members.slice(at, at + LOOKED_AT);
      const ids = some.map(({ id }) => id);
      // The chatroom has gone: where it is not known who is online all are told.
      const online = await nodes.online(ids).catch(() => new Set(ids));
      for (const { id: userId, ordinal } of some) {
        if (online.has(userId)) nodes.left(id, userId, ordinal);
      }
    }
  }

  /**
   * Called when it turned out late whether a chatroom was removed; other nodes
   * take its members out when they hear of it.
   */
  async #settleDisbanded(room: Chatroom): Promise<void> {
    const { storage, departures } = this.#options;
    const { id: chatroomId, createdAt } = room;
    const found = await storage.chatroom(chatroomId).catch(unlessGone);
    if (found?.createdAt === createdAt) return;
    this.#tellDisbanded(room);
    const removal = { chatroomId, by: SYSTEM, reason: undefined };
    const named = departures.presentIn(chatroomId);
    await departures.settle(removal, { named, present: [] });
  }

  async #shown(room: Chatroom): Promise<AdminChatroom> {
    const { views } = this.#options;
    return { ...views.chatroom(room), online: await this.#online(room) };
  }

  async #online({ id }: Chatroom): Promise<number> {
    const { storage, nodes } = this.#options;
    let [sum, looked] = [0, 0];
    let after: number | undefined;
    do {
      const query = { after, count: LOOKED_AT };
      const page: {
        items: readonly { id: string }[];
        next: number | undefined;
      } = await storage.members(id, SERVICE, query);
      sum += (await nodes.online(page.items.map((each) => each.id))).size;
      looked += page.items.length;
      after = page.next;
    } while (after !== undefined && looked < MAX_COUNTED);
    return sum;
  }
}
