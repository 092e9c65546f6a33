import type { Chatroom } from "../domain/model.ts";
import { CREATOR } from "../domain/rank.ts";
import { isModerator } from "../domain/room_policy.ts";
import type { Nodes } from "../nodes/nodes.ts";
import { DEFAULT_COUNT } from "../protocol/fields.ts";
import type * as request from "../protocol/requests.ts";
import type * as response from "../protocol/responses.ts";
import type { Views } from "../protocol/views.ts";
import type { News } from "../push/news.ts";
import type { Presence } from "../push/presence.ts";
import type { Membership, Storage } from "../storage/storage.ts";
import { actorOf } from "./the_service.ts";
import type { Caller } from "./caller.ts";
import type { Passwords } from "./passwords.ts";
import { badCursor, decodeCursor, encodeCursor } from "./cursor.ts";

/** What {@linkcode Chatrooms} needs. */
export interface ChatroomsOptions {
  readonly storage: Storage;
  readonly presence: Presence;
  readonly nodes: Pick<Nodes, "online" | "entered" | "left" | "settling">;
  readonly views: Views;
  readonly news: Pick<News, "created" | "joined" | "left" | "ranked">;
  /** Unix time in milliseconds, by the storage's clock. */
  readonly now: () => number;
  readonly passwords: Pick<Passwords, "fits">;
  /** Does a join create a chatroom that does not exist? */
  readonly joinsCreate: boolean;
}

/** Milliseconds by which this node's idea of the storage's time may be off. */
const SLACK = 1000;
/**
 * Most users whose last membership event is remembered. Beyond, an event may be
 * sent twice.
 */
const MAX_TOLD = 10_000;

/** Joining and leaving chatrooms, and listing their members. */
export class Chatrooms {
  #options: ChatroomsOptions;
  /**
   * The last membership event that was sent of each user and chatroom, for as
   * long as an unsettled write may need it.
   */
  #lastSent = new Map<string, "joined" | "left">();

  constructor(options: ChatroomsOptions) {
    this.#options = options;
  }

  /**
   * Makes the caller a member; creates the chatroom if there is none.
   *
   * @throws {ReplyError} 403, 404, 429
   */
  async join(caller: Caller, body: request.Join): Promise<response.Joined> {
    const { storage, nodes, views, joinsCreate } = this.#options;
    const passedHash = await this.#passedHash(body, caller.userId);
    const terms = { passedHash, mayCreate: joinsCreate };
    const wasIn = this.#begin(caller, body.id);
    const since = this.#options.now() - SLACK;
    const { chatroom, joined, ordinal, ...stand } = await nodes.settling(
      storage.join(body.id, caller.userId, body.name, terms),
      () => this.#settle(caller, body.id, wasIn ? undefined : "joined"),
    );
    const { lastSequence, lastChange, hiddenUpTo } = stand;
    const place = { ordinal, lastSequence, lastChange, hiddenUpTo };
    await nodes.entered(chatroom.id, caller.userId, place);
    if (joined) this.#noteCreation(caller, chatroom, since);
    if (joined) await this.#send("joined", chatroom.id, caller);
    else this.#remember("joined", chatroom.id, caller.userId);
    return { chatroom: views.chatroom(chatroom), ...views.standing(stand) };
  }

  /** Tells that a chatroom has been created, if this join has done so. */
  #noteCreation({ userId }: Caller, chatroom: Chatroom, since: number): void {
    const { news, views } = this.#options;
    const { id, creator, createdAt, memberCount } = chatroom;
    const isNew = createdAt >= since && memberCount === 1;
    if (!isNew || creator !== userId) return;
    const view = views.chatroom(chatroom);
    news.created({ chatroomId: id, chatroom: view, by: userId });
  }

  /** A chatroom and its settings. @throws {ReplyError} 403, 404 */
  async read(
    { userId }: Caller,
    { id }: request.FindChatroom,
  ): Promise<response.Chatroom> {
    const { storage, views } = this.#options;
    return views.chatroom(await storage.readChatroom(id, userId));
  }

  /** @throws {ReplyError} 404, 403 */
  async leave(caller: Caller, body: request.Leave): Promise<response.Nothing> {
    const { storage, nodes, news } = this.#options;
    const wasIn = this.#begin(caller, body.id);
    const { ordinal, heir } = await nodes.settling(
      storage.leave(body.id, caller.userId),
      () => this.#settle(caller, body.id, wasIn ? "left" : undefined),
    );
    nodes.left(body.id, caller.userId, ordinal);
    await this.#send("left", body.id, caller);
    if (heir !== undefined) {
      news.ranked({ chatroomId: body.id, userId: heir, rank: CREATOR });
    }
    return {};
  }

  /** @throws {ReplyError} 400, 403, 404 */
  async members(
    { userId }: Caller,
    body: request.Members,
  ): Promise<response.MembersPage> {
    const { storage, nodes, views } = this.#options;
    const { items, total, next, readerStanding } = await storage.members(
      body.id,
      actorOf({ userId }),
      {
        after: startOf(body),
        count: body.count ?? DEFAULT_COUNT,
      },
    );
    const online = await nodes.online(items.map(({ id }) => id));
    const showsMutes = isModerator(readerStanding);
    const page: response.MembersPage = {
      items: items.map((member) =>
        views.member(member, { online: online.has(member.id), showsMutes })
      ),
      total,
    };
    if (next !== undefined) {
      const position = { time: next, id: body.id };
      page.next_cursor = encodeCursor("members", position);
    }
    return page;
  }

  /** The hash of the chatroom's password, if the given one fits it. */
  async #passedHash(
    { id, password }: request.Join,
    userId: string,
  ): Promise<string | undefined> {
    if (password === undefined) return undefined;
    const { storage, passwords } = this.#options;
    const { join, passwordHash } = await storage.admission(id) ?? {};
    if (join !== "password" || passwordHash === undefined) return undefined;
    return await passwords.fits(password, passwordHash, userId)
      ? passwordHash
      : undefined;
  }

  /**
   * Called when it turned out late whether a join or leave took effect: puts
   * the user's connections in or out of the chatroom and sends the event. It
   * stores nothing.
   */
  async #settle(
    { userId }: Caller,
    id: string,
    event: "joined" | "left" | undefined,
  ): Promise<void> {
    const { storage, presence } = this.#options;
    const found = await storage.membership(id, userId);
    await this.#apply(id, userId, found);
    const isSo = found.isMember === (event === "joined");
    const isSent = this.#lastSent.get(`${userId} ${id}`) === event;
    if (event === undefined || !isSo || isSent) return;
    if (!presence.isOnline(userId)) return;
    await this.#send(event, id, { userId, ref: undefined });
  }

  /**
   * Called before the storage is asked; returns whether the user's connections
   * are in the chatroom now.
   */
  #begin({ userId }: Caller, id: string): boolean {
    this.#lastSent.delete(`${userId} ${id}`);
    return this.#options.presence.chatroomsOf(userId).has(id);
  }

  /** Nothing is left of the joins and leaves of a user. */
  forget(userId: string): void {
    for (const key of this.#lastSent.keys()) {
      if (key.startsWith(`${userId} `)) this.#lastSent.delete(key);
    }
  }

  #remember(event: "joined" | "left", id: string, userId: string): void {
    this.#lastSent.set(`${userId} ${id}`, event);
    if (this.#lastSent.size <= MAX_TOLD) return;
    const [oldest = ""] = this.#lastSent.keys();
    this.#lastSent.delete(oldest);
  }

  async #apply(id: string, userId: string, found: Membership): Promise<void> {
    const { nodes } = this.#options;
    if (found.isMember) await nodes.entered(id, userId, found);
    else nodes.left(id, userId, found.ordinal);
  }

  async #send(
    event: "joined" | "left",
    chatroomId: string,
    { userId, ref: origin }: Caller,
  ): Promise<void> {
    const { storage, news } = this.#options;
    this.#remember(event, chatroomId, userId);
    // The join or leave has taken effect, so failing to read the name must not
    // fail it.
    const { name } = await storage.user(userId).catch(() => ({ name: userId }));
    news[event]({ chatroomId, user: { id: userId, name }, origin });
  }
}

/** @throws {ReplyError} 400, also for a cursor of another chatroom */
function startOf({ id, cursor }: request.Members): number | undefined {
  const position = decodeCursor("members", cursor);
  if (position !== undefined && position.id !== id) throw badCursor();
  return position?.time;
}
