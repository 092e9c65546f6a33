import {
  LIFTED,
  type Sanction,
  type SanctionChange,
  type SanctionKind,
} from "../domain/sanction.ts";
import type { Nodes } from "../nodes/nodes.ts";
import { DEFAULT_COUNT } from "../protocol/fields.ts";
import type * as request from "../protocol/requests.ts";
import type * as response from "../protocol/responses.ts";
import type { Views } from "../protocol/views.ts";
import type { News } from "../push/news.ts";
import { SERVICE } from "../storage/actor.ts";
import type { SanctionsPage } from "../storage/governance.ts";
import type { ListPosition } from "../storage/list_position.ts";
import type { Storage } from "../storage/storage.ts";
import { actorOf } from "./the_service.ts";
import type { Caller } from "./caller.ts";
import { badCursor, decodeCursor, encodeCursor } from "./cursor.ts";
import type { Departures } from "./departures.ts";

/** What {@linkcode Sanctions} needs. */
export interface SanctionsOptions {
  readonly storage: Storage;
  readonly nodes: Pick<Nodes, "settling">;
  readonly views: Views;
  readonly news: Pick<News, "muted">;
  readonly departures: Departures;
  /** Unix time in milliseconds, by the storage's clock. */
  readonly now: () => number;
}

/** Sanctions that are looked at in one step. */
const LOOKED_AT = 500;

/** Bans and mutes: what admins impose on users in one chatroom. */
export class Sanctions {
  #options: SanctionsOptions;

  constructor(options: SanctionsOptions) {
    this.#options = options;
  }

  /**
   * Keeps a user out of a chatroom, and removes them from it; or lifts that.
   *
   * @throws {ReplyError} 403, 404
   */
  async ban(
    { userId }: Caller,
    body: request.Sanction,
  ): Promise<response.SanctionEnd> {
    const { storage, nodes, departures } = this.#options;
    const change = this.#changeOf("ban", body);
    const named = change.until === LIFTED ? [] : [body.user_id];
    const present = departures.present(body.id, named);
    const removal = { chatroomId: body.id, by: userId, reason: body.reason };
    const { removed, heir } = await nodes.settling(
      storage.sanction(body.id, actorOf({ userId }), change),
      () => departures.settle(removal, { named, present }),
    );
    departures.tell(removal, removed === undefined ? [] : [removed], heir);
    return endOf(change);
  }

  /**
   * Keeps a user from sending to a chatroom; or lifts that.
   *
   * @throws {ReplyError} 403, 404
   */
  async mute(
    { userId: by }: Caller,
    body: request.Sanction,
  ): Promise<response.SanctionEnd> {
    const { storage, nodes, news } = this.#options;
    const change = this.#changeOf("mute", body);
    const { changed, wasMember: isMember } = await nodes.settling(
      storage.sanction(body.id, actorOf({ userId: by }), change),
      () => this.#settleMute(body.id, by, change),
    );
    const { userId, until } = change;
    if (changed) {
      news.muted({ chatroomId: body.id, userId, until, by, isMember });
    }
    return endOf(change);
  }

  /** A page of what is in force. @throws {ReplyError} 400, 403, 404 */
  async list(
    { userId }: Caller,
    { id, count = DEFAULT_COUNT, cursor }: request.Sanctions,
  ): Promise<response.SanctionsPage> {
    const { storage, views } = this.#options;
    const after = startOf(id, cursor);
    const query = { after, count };
    const { items, hasMore } = await storage.sanctions(
      id,
      actorOf({ userId }),
      query,
    );
    const page: response.SanctionsPage = {
      items: items.map((each) => views.sanction(each)),
    };
    const last = items.at(-1);
    if (hasMore && last !== undefined) {
      const position = `${id}:${last.kind}:${last.userId}`;
      const at = { time: last.at, id: position };
      page.next_cursor = encodeCursor("sanctions", at);
    }
    return page;
  }

  /**
   * The mute may have taken effect, or its end: it is told where what holds now
   * is what was asked for.
   */
  async #settleMute(
    chatroomId: string,
    by: string,
    change: SanctionChange,
  ): Promise<void> {
    const { storage, news } = this.#options;
    const { userId, until } = change;
    const found = await this.#find(chatroomId, change);
    const isSo = found === undefined ? until === LIFTED : found.until === until;
    if (!isSo) return;
    const { isMember } = await storage.membership(chatroomId, userId);
    news.muted({ chatroomId, userId, until, by, isMember });
  }

  /** What of a kind is in force against a user in a chatroom. */
  async #find(
    chatroomId: string,
    { kind, userId }: Pick<SanctionChange, "kind" | "userId">,
  ): Promise<Sanction | undefined> {
    const { storage } = this.#options;
    let after: ListPosition | undefined;
    for (;;) {
      const query = { after, count: LOOKED_AT };
      const { items, hasMore }: SanctionsPage = await storage
        .sanctions(chatroomId, SERVICE, query);
      const found = items
        .find((each) => each.kind === kind && each.userId === userId);
      const last = items.at(-1);
      if (found !== undefined || !hasMore || last === undefined) return found;
      after = { time: last.at, id: `${last.kind}:${last.userId}` };
    }
  }

  #changeOf(
    kind: SanctionKind,
    { user_id: userId, seconds, reason }: request.Sanction,
  ) {
    return { kind, userId, until: this.#until(seconds), reason };
  }

  #until(seconds: number | undefined): number | undefined {
    if (seconds === undefined) return undefined;
    return seconds === 0 ? LIFTED : this.#options.now() + seconds * 1000;
  }
}

function endOf(
  { until }: { until: number | undefined },
): response.SanctionEnd {
  return until === undefined ? {} : { until };
}

/** @throws {ReplyError} 400, also for a cursor of another chatroom */
function startOf(
  chatroomId: string,
  cursor: string | undefined,
): ListPosition | undefined {
  const position = decodeCursor("sanctions", cursor);
  if (position === undefined) return undefined;
  const { time, id } = position;
  if (!id.startsWith(`${chatroomId}:`)) throw badCursor();
  return { time, id: id.slice(chatroomId.length + 1) };
}
