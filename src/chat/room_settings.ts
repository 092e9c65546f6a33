import { ReplyError } from "../base/errors.ts";
import type { SettingsChange } from "../domain/chatroom_settings.ts";
import type { Nodes } from "../nodes/nodes.ts";
import type * as request from "../protocol/requests.ts";
import type * as response from "../protocol/responses.ts";
import type { Views } from "../protocol/views.ts";
import type { News } from "../push/news.ts";
import type { Storage } from "../storage/storage.ts";
import { actorOf } from "./the_service.ts";
import type { Caller } from "./caller.ts";
import type { Passwords } from "./passwords.ts";

/** What {@linkcode RoomSettings} needs. */
export interface RoomSettingsOptions {
  readonly storage: Storage;
  readonly nodes: Pick<Nodes, "settling">;
  readonly views: Views;
  readonly news: Pick<News, "updated">;
  readonly passwords: Passwords;
  /** Most members of a chatroom. */
  readonly maxMembers: number;
}

/** What admins decide about a chatroom. */
export class RoomSettings {
  #options: RoomSettingsOptions;

  constructor(options: RoomSettingsOptions) {
    this.#options = options;
  }

  /**
   * Changes settings; what the body does not name stays as it is.
   *
   * @throws {ReplyError} 400, 403, 404, 413, 429
   */
  async configure(
    { userId }: Caller,
    body: request.Configure,
  ): Promise<response.Chatroom> {
    const { storage, nodes, views } = this.#options;
    const change = await this.changeIn(body, userId);
    const { chatroom, changed } = await nodes.settling(
      storage.configure(body.id, actorOf({ userId }), change),
      () => this.#settle(body.id, userId),
    );
    if (changed) this.#tell(body.id, views.chatroom(chatroom), userId);
    return views.chatroom(chatroom);
  }

  /** What a body changes. @throws {ReplyError} 400, 429 */
  async changeIn(
    body: request.Configure,
    userId: string,
  ): Promise<SettingsChange> {
    this.#requireCap(body.max_members);
    return {
      name: body.name,
      join: body.join,
      send: body.send,
      history: body.history,
      maxMembers: body.max_members,
      slowMode: body.slow_mode,
      data: body.data,
      passwordHash: await this.#hashOf(body.password, userId),
    };
  }

  #requireCap(asked: number | undefined): void {
    const { maxMembers } = this.#options;
    if (asked === undefined || asked <= maxMembers) return;
    throw new ReplyError(
      400,
      `max_members: got ${asked}: expected at most ${maxMembers}`,
    );
  }

  async #hashOf(
    password: string | undefined,
    userId: string,
  ): Promise<string | undefined> {
    if (password === undefined) return undefined;
    return await this.#options.passwords.hash(password, userId);
  }

  /** The change may have taken effect: what the chatroom is now is told. */
  async #settle(id: string, by: string): Promise<void> {
    const { storage, views } = this.#options;
    this.#tell(id, views.chatroom(await storage.chatroom(id)), by);
  }

  #tell(chatroomId: string, chatroom: response.Chatroom, by: string): void {
    this.#options.news.updated({ chatroomId, chatroom, by });
  }
}
