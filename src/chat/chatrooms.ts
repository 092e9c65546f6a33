import { chatroomConversation, sessionId } from "../domain/ids.ts";
import type { Nodes } from "../nodes/nodes.ts";
import { DEFAULT_COUNT } from "../protocol/fields.ts";
import type * as request from "../protocol/requests.ts";
import type * as response from "../protocol/responses.ts";
import type { Views } from "../protocol/views.ts";
import type { Events } from "../push/events.ts";
import type { Presence } from "../push/presence.ts";
import type { Storage } from "../storage/storage.ts";
import type { Caller } from "./caller.ts";
import { badCursor, decodeCursor, encodeCursor } from "./cursor.ts";

/** What {@linkcode Chatrooms} needs. */
export interface ChatroomsOptions {
  readonly storage: Storage;
  readonly presence: Presence;
  readonly nodes: Pick<Nodes, "online" | "entered" | "left" | "settling">;
  readonly views: Views;
  readonly events: Pick<Events, "tellMembership" | "tellUser">;
}

/** Joining, leaving and looking around in chatrooms. */
export class Chatrooms {
  #options: ChatroomsOptions;

  constructor(options: ChatroomsOptions) {
    this.#options = options;
  }

  /** Makes the caller a member; a chatroom that is not there is created. */
  async join(caller: Caller, body: request.Join): Promise<response.Joined> {
    const { storage, nodes, views } = this.#options;
    const { chatroom, joined, ...stand } = await nodes.settling(
      storage.join(body.id, caller.userId, body.name),
      () => this.#settleJoin(caller, body.id),
    );
    await this.#entered(caller, chatroom.id, stand.lastSequence);
    if (joined) await this.#tell("joined", chatroom.id, caller);
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
    await nodes.settling(
      storage.leave(body.id, caller.userId),
      () => this.#settleLeave(caller, body.id),
    );
    await this.#left(caller, body.id);
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
      items: items.map(({ id, name, role, joinedAt }) => ({
        id,
        name,
        online: online.has(id),
        role,
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

  async #entered(
    { userId }: Caller,
    chatroomId: string,
    lastSequence: number,
  ): Promise<void> {
    const { presence, nodes } = this.#options;
    presence.enter(chatroomId, userId);
    await nodes.entered(chatroomId, userId, lastSequence);
  }

  async #left(caller: Caller, chatroomId: string): Promise<void> {
    const { presence, nodes } = this.#options;
    presence.exit(chatroomId, caller.userId);
    nodes.left(chatroomId, caller.userId);
    await this.#tell("left", chatroomId, caller);
  }

  /** Who has joined after all is pushed to; again changes nothing. */
  async #settleJoin({ userId }: Caller, id: string): Promise<void> {
    const { storage } = this.#options;
    if (await this.#isMember(userId, id) !== true) return;
    const { lastSequence } = await storage.join(id, userId, undefined);
    const caller = { userId, seat: undefined };
    await this.#entered(caller, id, lastSequence);
    await this.#tell("joined", id, caller);
  }

  /** Who has left after all is pushed nothing more. */
  async #settleLeave({ userId }: Caller, id: string): Promise<void> {
    if (await this.#isMember(userId, id) !== false) return;
    await this.#left({ userId, seat: undefined }, id);
  }

  /** As the storage says; undefined where the user's connections here know. */
  async #isMember(userId: string, id: string): Promise<boolean | undefined> {
    const { storage, presence } = this.#options;
    for (;;) {
      const version = presence.versionOf(userId);
      const isMember = (await storage.chatroomsOf(userId)).includes(id);
      // A join or leave meanwhile makes it stale: then it looks again.
      if (presence.versionOf(userId) !== version) continue;
      const isHere = presence.isOnline(userId);
      const isIn = presence.chatroomsOf(userId).has(id);
      return isHere && isIn === isMember ? undefined : isMember;
    }
  }

  /** Who left is no member any more, but their other devices want to know. */
  async #tell(
    event: "joined" | "left",
    chatroomId: string,
    { userId, seat }: Caller,
  ): Promise<void> {
    const { storage, events } = this.#options;
    // The change has taken effect: a name that is out of reach is no failure.
    const { name } = await storage.user(userId).catch(() => ({ name: userId }));
    const session_id = sessionId(chatroomConversation(chatroomId));
    const body = { event, session_id, user: { id: userId, name } };
    events.tellMembership(chatroomId, body, seat);
    if (event === "left") events.tellUser(userId, body, seat);
  }
}

/** @throws {ReplyError} 400 for a cursor of another chatroom too */
function startOf({ id, cursor }: request.Members): number | undefined {
  const position = decodeCursor("members", cursor);
  if (position !== undefined && position.id !== id) throw badCursor();
  return position?.time;
}
