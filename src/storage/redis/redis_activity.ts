import { type ConversationRef, sessionId } from "../../domain/ids.ts";
import type { ListPosition } from "../storage.ts";
import type { RedisConnection } from "./connection.ts";
import { activityKeys } from "./keys.ts";
import type { RedisLists } from "./redis_lists.ts";
import { SCRIPTS } from "./scripts.ts";

/** Conversations that one script looks at, which takes half a millisecond. */
const AT_ONCE = 500;

/** A listed conversation that is there for its user, and its place. */
export interface ActiveConversation extends ListPosition {
  readonly ref: ConversationRef;
}

/**
 * When something last happened in conversations: all that their order needs, of
 * hundreds in one command. A Cluster keeps each in a slot of its own and is
 * asked for one at a time.
 */
export class RedisActivity {
  #connection: RedisConnection;
  #lists: Pick<RedisLists, "forget">;

  constructor(
    connection: RedisConnection,
    lists: Pick<RedisLists, "forget">,
  ) {
    this.#connection = connection;
    this.#lists = lists;
  }

  /** Those that are there for the user, in the order of the list. */
  async of(
    userId: string,
    refs: readonly ConversationRef[],
  ): Promise<ActiveConversation[]> {
    const size = this.#connection.isCluster ? 1 : AT_ONCE;
    const parts: Promise<ActiveConversation[]>[] = [];
    for (let at = 0; at < refs.length; at += size) {
      parts.push(this.#look(userId, refs.slice(at, at + size)));
    }
    return (await Promise.all(parts)).flat();
  }

  async #look(
    userId: string,
    refs: readonly ConversationRef[],
  ): Promise<ActiveConversation[]> {
    const times = await this.#connection.script<string[]>(
      SCRIPTS.activity,
      refs.flatMap(activityKeys),
      [userId, ...refs.map(({ type }) => type)],
    );
    return refs.flatMap((ref, at) => {
      const time = times[at] ?? "";
      if (time === "") this.#lists.forget(ref);
      else return [{ ref, time: Number(time), id: sessionId(ref) }];
      return [];
    });
  }
}
