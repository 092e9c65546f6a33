import {
  type Rank,
  SERVICE_RANK,
  type Standing,
} from "../../../domain/rank.ts";
import { mayAct, type RoomAct } from "../../../domain/room_policy.ts";
import type { Sanction, SanctionKind } from "../../../domain/sanction.ts";
import { bannedFrom, notAMember, rankTooLow } from "../../shared/refusals.ts";
import type { ActorId } from "../calls.ts";
import type { Sql } from "../file/sql.ts";
import { idOf, type RoomHead } from "./room_head.ts";
import { readSanction } from "./sanction_row.ts";

/** Somebody who wants something of a chatroom. */
export interface Asking {
  readonly actor: ActorId;
  /** Undefined of somebody who is no member. */
  readonly party: { readonly rank: Rank } | undefined;
  /** Unix time in milliseconds. */
  readonly now: number;
}

/** The user's sanction of this kind that is in force now. */
export function sanctionOf(
  sql: Sql,
  { number, room }: RoomHead,
  asked: { kind: SanctionKind; userId: string; now: number },
): Sanction | undefined {
  return room.sanctions === 0 ? undefined : readSanction(sql, number, asked);
}

/** Where a member, or the service, stands. @throws {ReplyError} 403 */
export function requireMember(
  sql: Sql,
  head: RoomHead,
  { actor, party, now }: Asking,
): Standing {
  if (actor === null) return SERVICE_RANK;
  if (party !== undefined) return party.rank;
  const ban = sanctionOf(sql, head, { kind: "ban", userId: actor, now });
  const id = idOf(head);
  throw ban === undefined ? notAMember(id) : bannedFrom(id, ban);
}

/** Where somebody stands who may do this. @throws {ReplyError} 403 */
export function requireAct(
  sql: Sql,
  head: RoomHead,
  { act, asking }: { act: RoomAct; asking: Asking },
): Standing {
  const standing = requireMember(sql, head, asking);
  const { join } = head.room.configured.settings;
  if (!mayAct(act, { standing, join })) throw rankTooLow(idOf(head));
  return standing;
}
