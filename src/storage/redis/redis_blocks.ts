import { isId, privateConversation } from "../../domain/ids.ts";
import { MAX_BLOCKS } from "../../domain/sanction.ts";
import type { BlocksPage } from "../governance.ts";
import type { ListPosition } from "../list_position.ts";
import { blocksFull } from "../shared/refusals.ts";
import { comesAfter, newestActivityFirst } from "../shared/list_order.ts";
import type { RedisConnection } from "./connection.ts";
import { keysOf, userKeys } from "./keys.ts";
import type { RedisUsers } from "./redis_users.ts";
import { SCRIPTS } from "./scripts.ts";

/** What {@linkcode RedisBlocks} needs. */
export interface RedisBlocksOptions {
  readonly connection: RedisConnection;
  readonly users: Pick<RedisUsers, "find" | "names">;
  /** The time for scripts; empty: they ask Redis. */
  readonly time: () => number | "";
  /** Milliseconds for which a user's blocks are kept. */
  readonly keep: number;
}

/** Somebody whom a user has blocked, as `block.lua` stores it. */
interface Entry extends ListPosition {
  readonly ordinal: string;
}

/** In place of an ordinal that cannot be read. */
const UNREADABLE = "";

/** Blocks of a user that are renewed at a time. */
const RENEWED_AT_ONCE = 50;

/**
 * Whom each user has blocked. The list is in the user's slot; an append, which
 * is in another one, looks at a mark beside the conversation. The list is
 * written first, and says in which order the marks have to be: one that comes
 * late changes nothing. A mark that could not be written is written when the
 * user is renewed, or asks again.
 */
export class RedisBlocks {
  #options: RedisBlocksOptions;

  constructor(options: RedisBlocksOptions) {
    this.#options = options;
  }

  /** As `Governance.block`. */
  async block(
    userId: string,
    otherId: string,
    blocked: boolean,
  ): Promise<void> {
    const { connection, users, keep, time } = this.#options;
    if (blocked) await users.find(otherId);
    const ordinal = await connection.script<string>(
      SCRIPTS.block,
      [userKeys(userId).blocks],
      [otherId, blocked ? 1 : 0, MAX_BLOCKS, keep, time()],
    );
    if (ordinal === "") throw blocksFull();
    await this.#mark(userId, otherId, { blocked, ordinal });
  }

  /** As `Governance.blocks`. */
  async page(
    userId: string,
    { after, count }: { after: ListPosition | undefined; count: number },
  ): Promise<BlocksPage> {
    const found = (await this.#entriesOf(userId))
      .filter((each) => after === undefined || comesAfter(each, after))
      .toSorted(newestActivityFirst);
    const shown = found.slice(0, count);
    const names = await this.#options.users.names(shown.map(({ id }) => id));
    return {
      items: shown.map(({ id, time }, at) => ({
        id,
        name: names[at] ?? id,
        at: time,
      })),
      hasMore: found.length > count,
    };
  }

  /** Those of the users who have blocked somebody. */
  async whoBlocks(
    otherId: string,
    userIds: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const { unreadable } = this.#options.connection;
    const found = await this.#options.connection.run((redis) =>
      Promise.all(userIds.map((id) => {
        const { blocks } = userKeys(id);
        return unreadable.orElse(blocks, redis.hmGet(blocks, [otherId]), []);
      }))
    );
    return new Set(
      userIds.filter((_, at) => typeof found[at]?.[0] === "string"),
    );
  }

  /** Keeps the marks of a user who is known on. */
  async renew(userId: string): Promise<void> {
    const entries = (await this.#entriesOf(userId))
      .filter(({ ordinal }) => ordinal !== UNREADABLE);
    for (let at = 0; at < entries.length; at += RENEWED_AT_ONCE) {
      const some = entries.slice(at, at + RENEWED_AT_ONCE);
      await Promise.all(some.map((each) => this.#renewOne(userId, each)));
    }
  }

  /** One whose conversation cannot be read does not keep others from theirs. */
  async #renewOne(userId: string, { id, ordinal }: Entry): Promise<void> {
    const { unreadable } = this.#options.connection;
    const { blocks } = keysOf(privateConversation(userId, id));
    const marked = this.#mark(userId, id, { blocked: true, ordinal });
    await unreadable.orElse(blocks, marked, undefined);
  }

  async #entriesOf(userId: string): Promise<Entry[]> {
    const { blocks } = userKeys(userId);
    const { unreadable } = this.#options.connection;
    const found = await this.#options.connection.run((redis) =>
      unreadable.orElse(blocks, redis.hGetAll(blocks), {})
    );
    return Object.entries(found)
      .filter(([id]) => isId(id) && id !== userId)
      .map(([id, value]) => {
        const { ordinal, time } = decodeBlock(value);
        return { id, ordinal, time };
      });
  }

  async #mark(
    userId: string,
    otherId: string,
    { blocked, ordinal }: { blocked: boolean; ordinal: string },
  ): Promise<void> {
    const { connection, keep } = this.#options;
    const { head, blocks } = keysOf(privateConversation(userId, otherId));
    const args = [userId, blocked ? 1 : 0, ordinal, keep];
    await connection.script(SCRIPTS.markBlock, [head, blocks], args);
  }
}

/**
 * What `block.lua` notes of a block. Of one that cannot be read it is still
 * known whom it is about.
 */
export function decodeBlock(value: string): Omit<Entry, "id"> {
  const [, ordinal = UNREADABLE, time = "0"] = /^(\d+) (\d+)$/.exec(value) ??
    [];
  return { ordinal, time: Number(time) };
}
