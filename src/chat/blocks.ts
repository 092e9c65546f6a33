import { ReplyError } from "../base/errors.ts";
import { DEFAULT_COUNT } from "../protocol/fields.ts";
import type * as request from "../protocol/requests.ts";
import type * as response from "../protocol/responses.ts";
import type { Storage } from "../storage/storage.ts";
import type { Caller } from "./caller.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";

/** What {@linkcode Blocks} needs. */
export interface BlocksOptions {
  readonly storage: Pick<Storage, "block" | "blocks">;
}

/** Whose private messages a user does not want. */
export class Blocks {
  #options: BlocksOptions;

  constructor(options: BlocksOptions) {
    this.#options = options;
  }

  /** @throws {ReplyError} 400 oneself, 403 too many, 404 */
  async block(
    { userId }: Caller,
    { user_id, blocked }: request.Block,
  ): Promise<response.Nothing> {
    if (user_id === userId) {
      throw new ReplyError(400, "user_id: expected another user than yourself");
    }
    await this.#options.storage.block(userId, user_id, blocked);
    return {};
  }

  /** A page of those whom the caller blocks. @throws {ReplyError} 400 */
  async list(
    { userId }: Caller,
    { count = DEFAULT_COUNT, cursor }: request.Blocks,
  ): Promise<response.BlocksPage> {
    const query = { after: decodeCursor("blocks", cursor), count };
    const found = await this.#options.storage.blocks(userId, query);
    const page: response.BlocksPage = {
      items: found.items.map(({ id, name }) => ({ id, name })),
    };
    const last = found.items.at(-1);
    if (found.hasMore && last !== undefined) {
      const position = { time: last.at, id: last.id };
      page.next_cursor = encodeCursor("blocks", position);
    }
    return page;
  }
}
