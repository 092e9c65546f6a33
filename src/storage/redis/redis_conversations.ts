import { CHATROOM, PRIVATE } from "../../domain/ids.ts";
import type { ConversationSummary } from "../../domain/model.ts";
import {
  comesAfter,
  newestActivityFirst,
  positionOf,
} from "../shared/list_order.ts";
import type { ConversationsPage, ConversationsQuery } from "../storage.ts";
import type { RedisConnection } from "./connection.ts";
import {
  type ActiveConversation,
  AT_ONCE,
  RedisActivity,
} from "./redis_activity.ts";
import type { RedisReactions } from "./redis_reactions.ts";
import { LISTING_LAG, type RedisLists } from "./redis_lists.ts";
import { RedisSummaries } from "./redis_summaries.ts";
import type { RedisUsers } from "./redis_users.ts";

/** What {@linkcode RedisConversations} needs. */
export interface RedisConversationsOptions {
  readonly connection: RedisConnection;
  readonly users: Pick<RedisUsers, "names">;
  readonly lists: RedisLists;
  readonly reactions: RedisReactions;
}

/** Users' lists of conversations, by pages. */
export class RedisConversations {
  #options: RedisConversationsOptions;
  #activity: RedisActivity;
  #summaries: RedisSummaries;

  constructor(options: RedisConversationsOptions) {
    const { connection, lists } = options;
    this.#options = options;
    this.#activity = new RedisActivity(connection, lists);
    this.#summaries = new RedisSummaries(options);
  }

  /** As `Storage.chatroomsOf`. */
  async chatroomsOf(userId: string): Promise<readonly string[]> {
    const listed = await this.#options.lists.of(userId, CHATROOM);
    const found = await this.#activity.of(userId, listed);
    return found.map(({ ref }) => ref.target);
  }

  /** As `Storage.conversations`. */
  async page(
    userId: string,
    query: ConversationsQuery,
  ): Promise<ConversationsPage> {
    const { count } = query;
    const found = await this.#newest(userId, query);
    const refs = found.slice(0, count).map(({ ref }) => ref);
    // What has come meanwhile moves it on this page, and past no other.
    const shown = (await this.#summaries.of(userId, refs))
      .sort((a, b) => newestActivityFirst(positionOf(a), positionOf(b)));
    const items = await this.#named(shown);
    return { items, hasMore: found.length > count };
  }

  /**
   * The first of a page, in order: one more than its count, if there are more.
   * Chatrooms are all read, as their messages do not change the list. Of private
   * conversations those are not read that were listed too early to come so far
   * up.
   */
  async #newest(
    userId: string,
    { type, after, count }: ConversationsQuery,
  ): Promise<ActiveConversation[]> {
    const { lists } = this.#options;
    const [rooms, privates] = await Promise.all([
      type === PRIVATE ? [] : lists.of(userId, CHATROOM),
      type === CHATROOM ? [] : lists.privatesOf(userId),
    ]);
    const found: ActiveConversation[] = [];
    for (let at = 0;; at += AT_ONCE) {
      const refs = privates.slice(at, at + AT_ONCE).map(({ ref }) => ref);
      const all = at === 0 ? [...rooms, ...refs] : refs;
      for (const each of await this.#activity.of(userId, all)) {
        if (after === undefined || comesAfter(each, after)) found.push(each);
      }
      found.sort(newestActivityFirst);
      const next = privates[at + AT_ONCE];
      const last = found[count];
      if (next === undefined) return found;
      if (last && last.time > next.listedAt + LISTING_LAG) return found;
    }
  }

  /** Private conversations are called by the other user's name. */
  async #named(
    shown: readonly ConversationSummary[],
  ): Promise<ConversationSummary[]> {
    const peers = shown.filter(({ type }) => type === PRIVATE);
    const names = await this.#options.users
      .names(peers.map(({ target }) => target));
    const titles = new Map(
      peers.map(({ target }, at) => [target, names[at] ?? target]),
    );
    return shown.map((summary) =>
      summary.type === PRIVATE
        ? { ...summary, title: titles.get(summary.target)! }
        : summary
    );
  }
}
