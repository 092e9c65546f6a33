import type { ConversationRef } from "../../domain/ids.ts";
import type { OnHeir } from "../governance.ts";
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
  /** The time for scripts; empty: they ask Redis. */
  readonly time: () => number | "";
  /** Where the leaves are published. */
  readonly channels: Channels | undefined;
  /** Not given: nobody is told. */
  readonly onHeir?: OnHeir | undefined;
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
    const ids = await connection.run((redis) => {
      const some = redis.zRandMemberCount(order, SAMPLE);
      return connection.unreadable.orElse(order, some, []);
    });
    const names = await users.names(ids);
    await this.end(ref, ids.filter((_, at) => names[at] === undefined));
  }

  /** Ends the memberships of users who no longer exist. */
  async end(ref: ConversationRef, userIds: readonly string[]): Promise<void> {
    await Promise.all(userIds.map((id) => this.#endOne(ref, id)));
  }

  async #endOne(ref: ConversationRef, userId: string): Promise<void> {
    const { connection, idleExpiry, channels, time, onHeir } = this.#options;
    const [, , heir] = await connection.script<string[]>(
      SCRIPTS.leave,
      allOf(keysOf(ref)),
      [userId, idleExpiry, channelOf(ref, channels), time()],
    );
    if (heir) onHeir?.({ chatroomId: ref.target, userId: heir });
  }
}
