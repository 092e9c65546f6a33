import { chatroomConversation, isId } from "../../domain/ids.ts";
import type { Member } from "../../domain/model.ts";
import type { Rank } from "../../domain/rank.ts";
import { SANCTION_KINDS } from "../../domain/sanction.ts";
import type { IdPage, IdQuery, PlacedSanction } from "../administration.ts";
import { pageOfAll } from "../shared/id_page.ts";
import { placed } from "../shared/placed_sanction.ts";
import type { RedisConnection } from "./connection.ts";
import { keysOf } from "./keys.ts";
import { endOf } from "./outcomes.ts";
import { scanKeys } from "./redis_keys_scan.ts";
import { decodeSanction } from "./redis_sanctions.ts";
import type { RedisUsers } from "./redis_users.ts";
import { SCRIPTS } from "./scripts.ts";

const PATTERN = "gim:{r:*}:sanctions";
const SANCTIONS = /^gim:\{r:([^}]*)\}:sanctions$/;

/** What {@linkcode RedisStandings} needs. */
export interface RedisStandingsOptions {
  readonly connection: RedisConnection;
  readonly users: Pick<RedisUsers, "names">;
  /** The time for scripts; empty: they ask Redis. */
  readonly time: () => number | "";
}

/** Where one user stands in chatrooms, as operators ask. */
export class RedisStandings {
  #options: RedisStandingsOptions;

  constructor(options: RedisStandingsOptions) {
    this.#options = options;
  }

  /** As `Administration.member`. */
  async member(
    chatroomId: string,
    userId: string,
  ): Promise<Member | undefined> {
    const { connection, users, time } = this.#options;
    const { head, members } = keysOf(chatroomConversation(chatroomId));
    const [joinedAt, rank, muted = ""] = await connection.script<string[]>(
      SCRIPTS.member,
      [head, members],
      [userId, time()],
    );
    if (joinedAt === undefined) return undefined;
    const [name = userId] = await users.names([userId]);
    return {
      id: userId,
      name,
      joinedAt: Number(joinedAt),
      rank: Number(rank) as Rank,
      muted: muted === "" ? undefined : endOf(muted),
    };
  }

  /** As `Administration.sanctionsOf`; no key says in which chatrooms. */
  async sanctionsOf(
    userId: string,
    query: IdQuery,
  ): Promise<IdPage<PlacedSanction>> {
    const { connection } = this.#options;
    const found: PlacedSanction[] = [];
    for await (const keys of scanKeys(connection, PATTERN)) {
      const some = keys.map((key) => this.#imposed(key, userId));
      found.push(...(await Promise.all(some)).flat());
    }
    return pageOfAll(found, query);
  }

  async #imposed(key: string, userId: string): Promise<PlacedSanction[]> {
    const chatroomId = SANCTIONS.exec(key)?.[1] ?? "";
    if (!isId(chatroomId)) return [];
    const { connection, time } = this.#options;
    const { unreadable } = connection;
    const args = [userId, time()];
    const values = await unreadable.orElse(
      key,
      connection.script<string[]>(SCRIPTS.imposed, [key], args),
      [],
    );
    return SANCTION_KINDS.flatMap((kind, at) => {
      const value = values[at] ?? "";
      if (value === "") return [];
      const read = () => decodeSanction(`${kind}:${userId}`, value);
      return unreadable.or(key, () => [placed(chatroomId, read())], []);
    });
  }
}
