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
  /** Where it is published who is gone. */
  readonly channels: Channels | undefined;
}

/** Members of a chatroom that are looked at in one go. */
const SAMPLE = 100;

/**
 * Users expire by themselves, in slots of their own; their memberships do not.
 * They end when somebody comes upon them: on a page of members, and in a sample
 * whenever a member keeps the chatroom on.
 */
export class ForgottenMembers {
  #options: ForgottenMembersOptions;

  constructor(options: ForgottenMembersOptions) {
    this.#options = options;
  }

  /** Looks at some members of a chatroom, drawn by chance. */
  async look(ref: ConversationRef): Promise<void> {
    const { connection, users } = this.#options;
    const { order } = keysOf(ref);
    const ids = await connection.run((redis) =>
      redis.zRandMemberCount(order, SAMPLE)
    );
    const names = await users.names(ids);
    await this.end(ref, ids.filter((_, at) => names[at] === undefined));
  }

  /** Ends the memberships of users who are not known any more. */
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
