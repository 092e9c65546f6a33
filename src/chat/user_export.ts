import type { Clock } from "../base/clock.ts";
import { TurnSteps } from "../base/turn_steps.ts";
import { CHATROOM, type ConversationKey, refOf } from "../domain/ids.ts";
import { banInForce } from "../domain/user_access.ts";
import type { Views } from "../protocol/views.ts";
import { SERVICE } from "../storage/actor.ts";
import type { Administration } from "../storage/administration.ts";
import type { Storage } from "../storage/storage.ts";
import { unlessGone } from "./unless_gone.ts";

/** What {@linkcode UserExport} needs. */
export interface UserExportOptions {
  readonly storage: Pick<
    Storage,
    "user" | "chatroomsOf" | "chatroom" | "sync"
  >;
  readonly administration: Pick<
    Administration,
    "conversationsWith" | "access"
  >;
  readonly views: Views;
  readonly clock: Pick<Clock, "nextTurn">;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/** A line of an export. */
export interface ExportLine {
  readonly kind: "profile" | "membership" | "message";
}

/** Messages that are read at once. */
const AT_ONCE = 200;
/** Such readings in one turn. */
const STEPS_PER_TURN = 16;

/** Everything that is kept of a user, to be handed to them. */
export class UserExport {
  #options: UserExportOptions;

  constructor(options: UserExportOptions) {
    this.#options = options;
  }

  /**
   * The lines of an export: the profile, the memberships, and then the messages
   * that the user has sent or that are in one of their private conversations.
   *
   * @throws {ReplyError} 404, before the first line; 503 at any line, in an
   * outage of the storage
   */
  async lines(userId: string): Promise<AsyncIterable<ExportLine>> {
    const profile = await this.#profile(userId);
    return this.#all(userId, profile);
  }

  async *#all(
    userId: string,
    profile: ExportLine,
  ): AsyncGenerator<ExportLine> {
    yield profile;
    yield* this.#memberships(userId);
    const done = new Set<ConversationKey>();
    const { administration, clock } = this.#options;
    const steps = new TurnSteps(clock, STEPS_PER_TURN);
    for await (const keys of administration.conversationsWith(userId)) {
      for (const key of keys) {
        if (done.has(key)) continue;
        done.add(key);
        yield* this.#messages(userId, key, steps);
      }
    }
  }

  async #profile(userId: string): Promise<ExportLine> {
    const { storage, administration, now } = this.#options;
    const { id, name, lastSeen, data = {} } = await storage.user(userId);
    const ban = banInForce(await administration.access(userId), now());
    return {
      kind: "profile",
      id,
      name,
      last_seen: lastSeen,
      data,
      ...ban === undefined ? undefined : { banned: ban },
    } as ExportLine;
  }

  async *#memberships(userId: string): AsyncGenerator<ExportLine> {
    const { storage } = this.#options;
    for (const chatroomId of await storage.chatroomsOf(userId)) {
      const room = await storage.chatroom(chatroomId).catch(unlessGone);
      if (room === undefined) continue;
      const role = room.creator === userId ? "creator" : undefined;
      yield {
        kind: "membership",
        chatroom_id: chatroomId,
        name: room.name,
        ...role === undefined ? undefined : { role },
      } as ExportLine;
    }
  }

  async *#messages(
    userId: string,
    key: ConversationKey,
    steps: TurnSteps,
  ): AsyncGenerator<ExportLine> {
    const { storage, views } = this.#options;
    const conversation = refOf(key, userId);
    for (let after = 0;;) {
      await steps.taken();
      const query = { after, count: AT_ONCE, changedAfter: undefined };
      const page = await storage.sync(conversation, SERVICE, query)
        .catch(unlessGone);
      if (page === undefined) return;
      for (const message of page.items) {
        after = message.sequence;
        const isTheirs = message.sender.id === userId;
        if (conversation.type === CHATROOM && !isTheirs) continue;
        const shown = views.message(message, { userId, conversation });
        yield { kind: "message", ...shown } as ExportLine;
      }
      if (!page.hasMore) return;
    }
  }
}
