import { CHATROOM, chatroomConversation } from "../../../domain/ids.ts";
import type { Chatroom, Member } from "../../../domain/model.ts";
import type { Rank, Standing } from "../../../domain/rank.ts";
import { SANCTION_KINDS } from "../../../domain/sanction.ts";
import type { IdPage, IdQuery, PlacedSanction } from "../../administration.ts";
import type { Admission, SanctionsPage } from "../../governance.ts";
import { pageOfAll } from "../../shared/id_page.ts";
import { placed } from "../../shared/placed_sanction.ts";
import { noSuchChatroom } from "../../shared/refusals.ts";
import type { MembersPage } from "../../storage.ts";
import type { ActorId, ListPage, ReaderId } from "../calls.ts";
import type { Row, Sql } from "../file/sql.ts";
import { fromColumn } from "../file/text_column.ts";
import { readHead } from "../records/head.ts";
import { type Party, readParty } from "../records/party.ts";
import { hiddenUpTo, type RoomHead, toChatroom } from "../records/room_head.ts";
import {
  SANCTION_COLUMNS,
  sanctionId,
  toSanction,
} from "../records/sanction_row.ts";
import { requireAct, requireMember, sanctionOf } from "../records/standing.ts";

const MEMBERS = `SELECT user, name, joined_at, rank, ordinal FROM parties
  LEFT JOIN users ON id = user WHERE conversation = ? AND ordinal > ?
  ORDER BY ordinal LIMIT ?`;
const SANCTIONS = `SELECT ${SANCTION_COLUMNS} FROM sanctions
  WHERE conversation = ?1 AND at <= ?2 AND (at < ?2 OR id > ?3)
    AND (until IS NULL OR until > ?4)
  ORDER BY at DESC, id LIMIT ?5`;

const MEMBER_OF = `SELECT user, name, joined_at, rank FROM parties
  LEFT JOIN users ON id = user
  WHERE conversation = ? AND user = ? AND ordinal > 0`;
const SANCTIONS_OF = `SELECT key, ${SANCTION_COLUMNS} FROM sanctions
  JOIN conversations ON number = conversation
  WHERE id IN (?1, ?2) AND (until IS NULL OR until > ?3)`;

/** Where the id begins in the key of a chatroom. */
const KEY_BEGIN = `${CHATROOM}:`.length;

/** A chatroom that somebody asks for. */
interface Found {
  readonly head: RoomHead;
  readonly party: Party | undefined;
}

/** Reads chatrooms, their members and sanctions, for who may see them. */
export class RoomReader {
  #sql: Sql;
  #now = 0;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Sets the time of the calls that follow, as Unix milliseconds. */
  at(now: number): void {
    this.#now = now;
  }

  /** A chatroom whose messages a member, or the service, reads. */
  find(
    chatroomId: string,
    reader: ReaderId,
  ): { head: RoomHead; hidden: number } {
    const { head, party } = this.#get(chatroomId, reader);
    this.#requireMember(head, reader, party);
    return { head, hidden: hiddenUpTo(head, party) };
  }

  /** Null if there is none. */
  admission(chatroomId: string): Admission | null {
    const head = this.#known(chatroomId);
    if (head === undefined) return null;
    const { settings: { join }, passwordHash } = head.room.configured;
    return { join, passwordHash };
  }

  /** Of a chatroom that anybody may join, for anybody who is not banned. */
  chatroom(chatroomId: string, reader: ReaderId): Chatroom {
    const { head, party } = this.#get(chatroomId, reader);
    const isOpen = head.room.configured.settings.join === "open";
    const isStranger = reader !== null && party === undefined;
    const isBanned = isStranger && this.#sanction("ban", head, reader);
    if (isBanned || !isOpen) this.#requireMember(head, reader, party);
    return toChatroom(head);
  }

  /** Members in the order in which they joined. */
  members(
    chatroomId: string,
    reader: ReaderId,
    { after = 0, count }: { after?: number | undefined; count: number },
  ): MembersPage {
    const { head, party } = this.#get(chatroomId, reader);
    const readerStanding = this.#requireMember(head, reader, party);
    const found = this.#sql.all(MEMBERS, head.number, after, count + 1);
    const shown = found.slice(0, count);
    const items = shown.map((row) => this.#toMember(head, row));
    const last = shown.at(-1)?.at(-1) as number | undefined;
    const next = found.length > count ? last : undefined;
    return { items, total: head.room.members, readerStanding, next };
  }

  /** The sanctions in force, the newest first. */
  sanctions(
    chatroomId: string,
    actor: ActorId,
    { after, count }: ListPage,
  ): SanctionsPage {
    const { head, party } = this.#get(chatroomId, actor);
    const asking = { actor, party, now: this.#now };
    requireAct(this.#sql, head, { act: "list-sanctions", asking });
    const { time, id } = after ?? { time: Number.MAX_SAFE_INTEGER, id: "" };
    const query = [head.number, time, id, this.#now, count + 1];
    const found = this.#sql.all(SANCTIONS, ...query);
    const items = found.slice(0, count).map(toSanction);
    return { items, hasMore: found.length > count };
  }

  /** A member as operators see them; null if they are none. */
  member(chatroomId: string, userId: string): Member | null {
    const head = this.#known(chatroomId);
    const row = head && this.#sql.get(MEMBER_OF, head.number, userId);
    return head && row ? this.#toMember(head, row) : null;
  }

  /** As `Administration.sanctionsOf`. */
  sanctionsOf(userId: string, query: IdQuery): IdPage<PlacedSanction> {
    const ids = SANCTION_KINDS.map((kind) => sanctionId(kind, userId));
    const rows = this.#sql.all(SANCTIONS_OF, ...ids, this.#now);
    const found = rows.map(([key, ...row]) =>
      placed((key as string).slice(KEY_BEGIN), toSanction(row))
    );
    return pageOfAll(found, query);
  }

  #toMember(head: RoomHead, [user, name, joinedAt, rank]: Row): Member {
    const id = user as string;
    const mute = this.#sanction("mute", head, id);
    return {
      id,
      name: name === null ? id : fromColumn(name),
      joinedAt: joinedAt as number,
      rank: rank as Rank,
      muted: mute && { until: mute.until },
    };
  }

  #sanction(kind: "ban" | "mute", head: RoomHead, userId: string) {
    return sanctionOf(this.#sql, head, { kind, userId, now: this.#now });
  }

  /** @throws {ReplyError} 403 */
  #requireMember(
    head: RoomHead,
    actor: ActorId,
    party: Party | undefined,
  ): Standing {
    const asking = { actor, party, now: this.#now };
    return requireMember(this.#sql, head, asking);
  }

  /** @throws {ReplyError} 404 */
  #get(chatroomId: string, reader: ReaderId): Found {
    const head = this.#known(chatroomId);
    if (head === undefined) throw noSuchChatroom(chatroomId);
    const party = reader === null
      ? undefined
      : readParty(this.#sql, head.number, reader);
    return { head, party };
  }

  #known(chatroomId: string): RoomHead | undefined {
    const { key } = chatroomConversation(chatroomId);
    const head = readHead(this.#sql, key);
    return head?.room === undefined ? undefined : head as RoomHead;
  }
}
