import type { Clock } from "../base/clock.ts";
import { SENT_AWAY } from "../base/close_codes.ts";
import { refOf } from "../domain/ids.ts";
import type { Nodes } from "../nodes/nodes.ts";
import type { News } from "../push/news.ts";
import type { Administration } from "../storage/administration.ts";
import type { Storage } from "../storage/storage.ts";
import { TurnSteps } from "../base/turn_steps.ts";
import type { Chatrooms } from "./chatrooms.ts";
import type { Users } from "./users.ts";
import { unlessGone } from "./unless_gone.ts";

/** Parts of conversations, and memberships, that are gone through in a turn. */
const STEPS_PER_TURN = 16;

/** What {@linkcode Erasure} needs. */
export interface ErasureOptions {
  readonly storage: Pick<Storage, "user" | "chatroomsOf">;
  readonly administration: Pick<
    Administration,
    "conversationsWith" | "scrub" | "forget"
  >;
  readonly nodes: Pick<Nodes, "sendAway" | "erased">;
  readonly chatrooms: Pick<Chatrooms, "leave" | "forget">;
  readonly users: Pick<Users, "forget">;
  readonly news: Pick<News, "changed">;
  /**
   * Removes what waits to be told to the back end, and what is remembered for
   * it; undefined: nothing is.
   */
  readonly forgetEvents: ((userId: string) => Promise<void>) | undefined;
  readonly clock: Pick<Clock, "nextTurn">;
}

/** Erasing users. */
export class Erasure {
  #options: ErasureOptions;

  constructor(options: ErasureOptions) {
    this.#options = options;
  }

  /**
   * Forgets a user: their connections are closed, their memberships end, their
   * reactions are taken back, which is told, and their name goes from all kept
   * messages. With `empty` the messages are emptied, too, which is told as
   * recalls. What waits for the back end goes first, so that it is told of these:
   * nothing of the user is left in them. An erasure that was interrupted can be
   * asked for again.
   *
   * @throws {ReplyError} 404; 503 in an outage of the storage, and then not all
   * of it is done
   */
  async erase(userId: string, empty: boolean): Promise<void> {
    const { storage, administration, nodes, chatrooms, users } = this.#options;
    await storage.user(userId);
    nodes.sendAway(userId, { ...SENT_AWAY, reason: "erased" });
    nodes.erased(userId);
    await this.#options.forgetEvents?.(userId);
    const steps = new TurnSteps(this.#options.clock, STEPS_PER_TURN);
    const caller = { userId, ref: undefined };
    for (const id of [...await storage.chatroomsOf(userId)]) {
      // Who has just been removed has left already.
      await chatrooms.leave(caller, { id }).catch(unlessGone);
      await steps.taken();
    }
    const how = { empty, steps };
    for await (const keys of administration.conversationsWith(userId)) {
      for (const key of keys) await this.#scrub(key, userId, how);
    }
    // Last: whoever is forgotten cannot be asked for again.
    await administration.forget(userId);
    chatrooms.forget(userId);
    users.forget(userId);
  }

  async #scrub(
    key: Parameters<Administration["scrub"]>[0],
    userId: string,
    { empty, steps }: { empty: boolean; steps: TurnSteps },
  ): Promise<void> {
    const { administration, news } = this.#options;
    let after: number | undefined = 0;
    while (after !== undefined) {
      const query: { after: number; empty: boolean } = { after, empty };
      const done = await administration.scrub(key, userId, query);
      const conversation = refOf(key, userId);
      for (const change of done.changes) news.changed({ conversation, change });
      after = done.next;
      await steps.taken();
    }
  }
}
