import { roleOf } from "../domain/rank.ts";
import type { Nodes } from "../nodes/nodes.ts";
import { DEFAULT_COUNT } from "../protocol/fields.ts";
import type * as request from "../protocol/requests.ts";
import type * as response from "../protocol/responses.ts";
import type { Views } from "../protocol/views.ts";
import type { News } from "../push/news.ts";
import type { Presence } from "../push/presence.ts";
import type { Membership, Storage } from "../storage/storage.ts";
import type { Caller } from "./caller.ts";
import { badCursor, decodeCursor, encodeCursor } from "./cursor.ts";

/** What {@linkcode Chatrooms} needs. */
export interface ChatroomsOptions {
  readonly storage: Storage;
  readonly presence: Presence;
  readonly nodes: Pick<Nodes, "online" | "entered" | "left" | "settling">;
  readonly views: Views;
  readonly news: Pick<News, "joined" | "left">;
}

/** Changes that are remembered as told; of an older one it may be told twice. */
const MAX_TOLD = 10_000;

/** Joining, leaving and looking around in chatrooms. */
export class Chatrooms {
  #options: ChatroomsOptions;
  /** What was told last of users in chatrooms, while a settling may ask. */
  #told = new Map<string, "joined" | "left">();

  constructor(options: ChatroomsOptions) {
    this.#options = options;
  }

  /** Makes the caller a member; a chatroom that is not there is created. */
  async join(caller: Caller, body: request.Join): Promise<response.Joined> {
    const { storage, nodes, views } = this.#options;
    const wasIn = this.#begin(caller, body.id);
    const { chatroom, joined, ordinal, ...stand } = await nodes.settling(
      storage.join(body.id, caller.userId, body.name),
      () => this.#settle(caller, body.id, wasIn ? undefined : "joined"),
    );
    const { lastSequence, lastChange } = stand;
    const place = { ordinal, lastSequence, lastChange };
    await nodes.entered(chatroom.id, caller.userId, place);
    if (joined) await this.#tell("joined", chatroom.id, caller);
    else this.#noteTold("joined", chatroom.id, caller.userId);
    return {
      chatroom: {
        id: chatroom.id,
        name: chatroom.name,
        creator: chatroom.creator,
        created_at: chatroom.createdAt,
        member_count: chatroom.memberCount,
      },
      ...views.standing(stand),
    };
  }

  /** @throws {ReplyError} 404, 403 */
  async leave(caller: Caller, body: request.Leave): Promise<response.Nothing> {
    const { storage, nodes } = this.#options;
    const wasIn = this.#begin(caller, body.id);
    const { ordinal } = await nodes.settling(
      storage.leave(body.id, caller.userId),
      () => this.#settle(caller, body.id, wasIn ? "left" : undefined),
    );
    nodes.left(body.id, caller.userId, ordinal);
    await this.#tell("left", body.id, caller);
    return {};
  }

  /** @throws {ReplyError} 400, 403, 404 */
  async members(
    { userId }: Caller,
    body: request.Members,
  ): Promise<response.MembersPage> {
    const { storage, nodes } = this.#options;
    const { items, total, next } = await storage.members(body.id, userId, {
      after: startOf(body),
      count: body.count ?? DEFAULT_COUNT,
    });
    const online = await nodes.online(items.map(({ id }) => id));
    const page: response.MembersPage = {
      items: items.map(({ id, name, rank, joinedAt }) => ({
        id,
        name,
        online: online.has(id),
        role: roleOf(rank),
        joined_at: joinedAt,
      })),
      total,
    };
    if (next !== undefined) {
      const position = { time: next, id: body.id };
      page.next_cursor = encodeCursor("members", position);
    }
    return page;
  }

  /**
   * Of a change whose outcome was not told in time: who has joined after all is
   * pushed to, who has left is not. Nothing is changed by this.
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
    const isTold = this.#told.get(`${userId} ${id}`) === event;
    if (event === undefined || !isSo || isTold) return;
    if (!presence.isOnline(userId)) return;
    await this.#tell(event, id, { userId, ref: undefined });
  }

  /** A change is asked for; returns whether its user is in the chatroom here. */
  #begin({ userId }: Caller, id: string): boolean {
    this.#told.delete(`${userId} ${id}`);
    return this.#options.presence.chatroomsOf(userId).has(id);
  }

  #noteTold(event: "joined" | "left", id: string, userId: string): void {
    this.#told.set(`${userId} ${id}`, event);
    if (this.#told.size <= MAX_TOLD) return;
    const [oldest = ""] = this.#told.keys();
    this.#told.delete(oldest);
  }

  async #apply(id: string, userId: string, found: Membership): Promise<void> {
    const { nodes } = this.#options;
    if (found.isMember) await nodes.entered(id, userId, found);
    else nodes.left(id, userId, found.ordinal);
  }

  async #tell(
    event: "joined" | "left",
    chatroomId: string,
    { userId, ref: origin }: Caller,
  ): Promise<void> {
    const { storage, news } = this.#options;
    this.#noteTold(event, chatroomId, userId);
    // The change has taken effect: a name that is out of reach is no failure.
    const { name } = await storage.user(userId).catch(() => ({ name: userId }));
    news[event]({ chatroomId, user: { id: userId, name }, origin });
  }
}

/** @throws {ReplyError} 400 for a cursor of another chatroom too */
function startOf({ id, cursor }: request.Members): number | undefined {
  const position = decodeCursor("members", cursor);
  if (position !== undefined && position.id !== id) throw badCursor();
  return position?.time;
}
