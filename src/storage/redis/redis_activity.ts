import { CHATROOM, type ConversationRef, sessionId } from "../../domain/ids.ts";
import type { RedisCommands, RedisConnection } from "./connection.ts";
import { activityKeys } from "./keys.ts";
import type { RedisLists } from "./redis_lists.ts";
import { SCRIPTS } from "./scripts.ts";
import type { ListPosition } from "../list_position.ts";

/** Conversations that one script reads, which takes half a millisecond. */
export const AT_ONCE = 500;

/** A listed conversation that exists for its user, and its place. */
export interface ActiveConversation extends ListPosition {
  readonly ref: ConversationRef;
}

/**
 * When something last happened in conversations, which is all their order
 * depends on: of hundreds in one script. In a Cluster each is in a slot of its
 * own, so that they are read by plain commands, which go out together.
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

  /** Those that exist for the user, in the order of `refs`. */
  async of(
    userId: string,
    refs: readonly ConversationRef[],
  ): Promise<ActiveConversation[]> {
    const parts: Promise<ActiveConversation[]>[] = [];
    for (let at = 0; at < refs.length; at += AT_ONCE) {
      parts.push(this.#look(userId, refs.slice(at, at + AT_ONCE)));
    }
    return (await Promise.all(parts)).flat();
  }

  async #look(
    userId: string,
    refs: readonly ConversationRef[],
  ): Promise<ActiveConversation[]> {
    const times = this.#connection.isCluster
      ? await this.#readEach(userId, refs)
      : await this.#connection.script<string[]>(
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

  /** The same as the script, see its head. */
  #readEach(
    userId: string,
    refs: readonly ConversationRef[],
  ): Promise<string[]> {
    const { unreadable } = this.#connection;
    return this.#connection.run((redis) =>
      Promise.all(refs.map((ref) => {
        const time = timeOf(redis, ref, userId);
        return unreadable.orElse(activityKeys(ref)[0]!, time, "");
      }))
    );
  }
}

async function timeOf(
  redis: RedisCommands,
  ref: ConversationRef,
  userId: string,
): Promise<string> {
  const [head = "", members = ""] = activityKeys(ref);
  const last = redis.hmGet(head, ["t"]);
  if (ref.type !== CHATROOM) return (await last)[0] ?? "";
  const [[time], [member]] = await Promise.all([
    last,
    redis.hmGet(members, [userId]),
  ]);
  const joined = /^\d+/.exec(member ?? "")?.[0];
  if (joined === undefined) return "";
  return Number(time ?? 0) > Number(joined) ? time! : joined;
}
