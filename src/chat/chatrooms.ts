import { chatroomConversation, sessionId } from "../domain/ids.ts";
import { ReplyError } from "../errors.ts";
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
    this.#exit(caller.userId, body.id);
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

  #exit(userId: string, chatroomId: string): void {
    const { presence, nodes } = this.#options;
    presence.exit(chatroomId, userId);
    nodes.left(chatroomId, userId);
  }

  /** Who has joined after all is pushed to; nothing is changed by this. */
  #settleJoin({ userId }: Caller, id: string): Promise<void> {
    return this.#asItStands(userId, id, async (last) => {
      if (last === undefined) return;
      const { presence } = this.#options;
      const isNews = presence.isOnline(userId) &&
        !presence.chatroomsOf(userId).has(id);
      const caller = { userId, seat: undefined };
      await this.#entered(caller, id, last);
      if (isNews) await this.#tell("joined", id, caller);
    });
  }

  /** Who has left after all is pushed nothing more. */
  #settleLeave({ userId }: Caller, id: string): Promise<void> {
    return this.#asItStands(userId, id, async (last) => {
      if (last !== undefined) return;
      const isNews = this.#options.presence.chatroomsOf(userId).has(id);
      this.#exit(userId, id);
      if (isNews) await this.#tell("left", id, { userId, seat: undefined });
    });
  }

  /**
   * Acts on a chatroom's last sequence as its member is told it, undefined for
   * who is none. A join or leave meanwhile makes it stale: then it looks again.
   */
  async #asItStands(
    userId: string,
    id: string,
    act: (last: number | undefined) => Promise<void>,
  ): Promise<void> {
    const { storage, presence } = this.#options;
    for (;;) {
      const version = presence.versionOf(userId);
      const last = await lastSequence(storage, userId, id);
      // Nothing may come in between: what has changed since would be undone.
      if (presence.versionOf(userId) === version) return await act(last);
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

/** As the members are told; undefined to who is none. @throws {ReplyError} 503 */
async function lastSequence(
  storage: Storage,
  userId: string,
  chatroomId: string,
): Promise<number | undefined> {
  const ref = chatroomConversation(chatroomId);
  const query = { after: 0, count: 1, changedAfter: undefined };
  try {
    return (await storage.sync(ref, userId, query)).lastSequence;
  } catch (refusal) {
    if (refusal instanceof ReplyError && refusal.code !== 503) return undefined;
    throw refusal;
  }
}

/** @throws {ReplyError} 400 for a cursor of another chatroom too */
function startOf({ id, cursor }: request.Members): number | undefined {
  const position = decodeCursor("members", cursor);
  if (position !== undefined && position.id !== id) throw badCursor();
  return position?.time;
}
