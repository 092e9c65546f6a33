import {
  applyChange,
  defaultSettings,
  type SettingsChange,
} from "../../domain/chatroom_settings.ts";
import {
  chatroomConversation,
  type ConversationRef,
} from "../../domain/ids.ts";
import type { Founded, Founding } from "../administration.ts";
import { cannotBeAdded, chatroomExists } from "../shared/refusals.ts";
import { channelOf, type Channels } from "./channels.ts";
import type { RedisConnection } from "./connection.ts";
import { allOf, keysOf } from "./keys.ts";
import type { RedisJoinQuotas } from "./redis_join_quotas.ts";
import { ALWAYS, type RedisLists } from "./redis_lists.ts";
import { type RoomRow, settingFields, toChatroom } from "./redis_room.ts";
import type { RedisUsers } from "./redis_users.ts";
import { SCRIPTS } from "./scripts.ts";

/** What {@linkcode RedisFounding} needs. */
export interface RedisFoundingOptions {
  readonly connection: RedisConnection;
  readonly users: Pick<RedisUsers, "names">;
  readonly lists: Pick<RedisLists, "remove">;
  readonly joinQuotas: Pick<RedisJoinQuotas, "enlistAdded">;
  /** The time for scripts; empty: they ask Redis. */
  readonly time: () => number | "";
  /** Milliseconds for which an inactive chatroom is kept. */
  readonly keep: number;
  /** Milliseconds for which an empty chatroom is kept. */
  readonly idleExpiry: number;
  /** Most members of a chatroom that sets no lower limit. */
  readonly maxMembers: number;
  /** Where memberships are published that begin. */
  readonly channels: Channels | undefined;
}

/** Chatrooms of the service's own making. */
export class RedisFounding {
  #options: RedisFoundingOptions;

  constructor(options: RedisFoundingOptions) {
    this.#options = options;
  }

  /**
   * As `Administration.create`. The members' lists, which are in other slots,
   * are written first: they may have what does not come to exist.
   */
  async create(
    chatroomId: string,
    { settings, userIds }: Founding,
  ): Promise<Founded> {
    const { connection, users } = this.#options;
    const ref = chatroomConversation(chatroomId);
    await this.#requireNew(ref);
    const fields = fieldsOf(chatroomId, settings);
    const names = await users.names(userIds);
    await this.#list(ref, userIds);
    const [outcome, room, ordinals] = await this.#create(ref, fields, userIds);
    if (outcome === "exists") throw chatroomExists(chatroomId);
    if (outcome === "full") {
      await this.#unlist(ref, userIds);
      throw cannotBeAdded({ id: userIds.at(-1) ?? "", reason: "full" });
    }
    return {
      chatroom: toChatroom(chatroomId, room, connection.unreadable),
      added: userIds.map((id, at) => ({
        id,
        name: names[at] ?? id,
        ordinal: Number(ordinals[at]),
        lastSequence: 0,
        lastChange: 0,
        hiddenUpTo: 0,
      })),
    };
  }

  /** Whoever is a member has to stay listed. @throws {ReplyError} 409 */
  async #requireNew(ref: ConversationRef): Promise<void> {
    const [creator] = await this.#options.connection.run((redis) =>
      redis.hmGet(keysOf(ref).head, ["by"])
    );
    if (typeof creator === "string") throw chatroomExists(ref.target);
  }

  #create(
    ref: ConversationRef,
    fields: readonly string[],
    userIds: readonly string[],
  ): Promise<[string, RoomRow, string[]]> {
    const { connection, time, keep, idleExpiry, maxMembers, channels } =
      this.#options;
    return connection.script(SCRIPTS.create, allOf(keysOf(ref)), [
      ...[time(), keep, idleExpiry, channelOf(ref, channels), maxMembers],
      ...[fields.length / 2, ...fields, ...userIds],
    ]);
  }

  /** @throws {ReplyError} 403 where others have added one to too many */
  async #list(
    ref: ConversationRef,
    userIds: readonly string[],
  ): Promise<void> {
    const { joinQuotas } = this.#options;
    const isListed = await Promise.all(
      userIds.map((id) => joinQuotas.enlistAdded(id, ref)),
    );
    const id = userIds.find((_, at) => !isListed[at]);
    if (id === undefined) return;
    await this.#unlist(ref, userIds.filter((_, at) => isListed[at]));
    throw cannotBeAdded({ id, reason: "full" });
  }

  /** If this fails, reading a list leaves the entry out. */
  async #unlist(
    ref: ConversationRef,
    userIds: readonly string[],
  ): Promise<void> {
    const { lists } = this.#options;
    await Promise.all(userIds.map((id) => lists.remove(id, ref, ALWAYS)))
      .catch(() => {});
  }
}

/**
 * The fields of the head of a chatroom with these settings, each followed by its
 * value.
 *
 * @throws {ReplyError} 400, 413
 */
function fieldsOf(chatroomId: string, change: SettingsChange): string[] {
  const begin = {
    settings: defaultSettings(chatroomId),
    passwordHash: undefined,
    version: 1,
  };
  const { settings, passwordHash, version } = applyChange(begin, change);
  const set = Object.entries(settingFields(settings, passwordHash))
    .filter(([, value]) => value !== "");
  // Whoever appends looks whether there is anything to heed.
  return [...set.flat(), "v", String(version), "g", "1"];
}
