import type { ConversationRef } from "../../domain/ids.ts";
import type { RedisConnection } from "./connection.ts";
import { channelOf, type Channels } from "./channels.ts";
import { allOf, keysOf } from "./keys.ts";
import type { RedisUsers } from "./redis_users.ts";
import { SCRIPTS } from "./scripts.ts";

/** What {@linkcode ForgottenMembers} needs. */
export interface ForgottenMembersOptions {
  readonly connection: RedisConnection;
  readonly users: Pick<RedisUsers, "names">;
  /** Milliseconds for which an empty chatroom is kept. */
  readonly idleExpiry: number;
  /** Where the leaves are published. */
  readonly channels: Channels | undefined;
}

/** Members of a chatroom that are checked at a time. */
const SAMPLE = 100;

/**
 * Removes memberships of expired users. Users expire by themselves, in slots of
 * their own, but their memberships do not. These are found on a page of
 * members, and in a random sample whenever a member renews the chatroom.
 */
export class ForgottenMembers {
  #options: ForgottenMembersOptions;

  constructor(options: ForgottenMembersOptions) {
    this.#options = options;
  }

  /** Checks some random members of a chatroom. */
  async look(ref: ConversationRef): Promise<void> {
    const { connection, users } = this.#options;
    const { order } = keysOf(ref);
    const ids = await connection.run((redis) =>
      redis.zRandMemberCount(order, SAMPLE)
    );
    const names = await users.names(ids);
    await this.end(ref, ids.filter((_, at) => names[at] === undefined));
  }

  /** Ends the memberships of users who no longer exist. */
  async end(ref: ConversationRef, userIds: readonly string[]): Promise<void> {
    const { connection, idleExpiry, channels } = this.#options;
    const keys = allOf(keysOf(ref));
    const channel = channelOf(ref, channels);
    await Promise.all(
      userIds.map((id) =>
        connection.script(SCRIPTS.leave, keys, [id, idleExpiry, channel])
      ),
    );
  }
}
