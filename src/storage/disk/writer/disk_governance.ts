import {
  applyChange,
  type SettingsChange,
} from "../../../domain/chatroom_settings.ts";
import { SYSTEM } from "../../../domain/ids.ts";
import type { Member } from "../../../domain/model.ts";
import {
  type Rank,
  SERVICE_RANK,
  type Standing,
  STRANGER,
} from "../../../domain/rank.ts";
import {
  rankChanges,
  type RoomAct,
  standsAbove,
} from "../../../domain/room_policy.ts";
import { LIFTED, type SanctionChange } from "../../../domain/sanction.ts";
import type {
  Added,
  AddedMember,
  Departed,
  RankSet,
  Reconfigured,
  Removed,
  Sanctioned,
  Succession,
} from "../../governance.ts";
import type { Moment } from "../../memory/moments.ts";
import {
  cannotBeAdded,
  noSuchChatroom,
  noSuchMember,
  notAbove,
} from "../../shared/refusals.ts";
import type { Founded, Founding } from "../../administration.ts";
import type { ActorId } from "../calls.ts";
import type { Sql } from "../file/sql.ts";
import type { Party } from "../records/party.ts";
import { hiddenUpTo, type RoomHead, toChatroom } from "../records/room_head.ts";
import { requireAct } from "../records/standing.ts";
import type { DiskChatrooms } from "./disk_chatrooms.ts";
import type { DiskConversations } from "./disk_conversations.ts";
import type { DiskRoomPolicy } from "./disk_room_policy.ts";
import type { DiskSanctions } from "./disk_sanctions.ts";
import type { DiskUsers } from "./disk_users.ts";

/** What {@linkcode DiskGovernance} needs. */
export interface DiskGovernanceOptions {
  readonly sql: Sql;
  readonly chatrooms: DiskChatrooms;
  readonly conversations: DiskConversations;
  readonly users: DiskUsers;
  readonly sanctions: DiskSanctions;
  readonly policy: DiskRoomPolicy;
}

/** Who acts, and when. */
export interface Acting {
  readonly actor: ActorId;
  readonly now: Moment;
}

/** The chatroom that somebody acts on, and where they stand there. */
interface Begun {
  readonly head: RoomHead;
  readonly standing: Standing;
}

/** What admins do to the chatrooms in the file and to their members. */
export class DiskGovernance {
  #options: DiskGovernanceOptions;

  constructor(options: DiskGovernanceOptions) {
    this.#options = options;
  }

  /** As `Administration.create`; whoever cannot be added is found late. */
  found(
    chatroomId: string,
    { settings, userIds }: Founding,
    now: Moment,
  ): Founded {
    const acting = { actor: null, now };
    this.#options.chatrooms.createEmpty(chatroomId, settings.name, now);
    this.configure(chatroomId, acting, settings);
    const { added, refused } = this.add(chatroomId, acting, userIds);
    if (refused[0] !== undefined) throw cannotBeAdded(refused[0]);
    const { head } = this.#begin("configure", chatroomId, acting);
    return { chatroom: toChatroom(head), added };
  }

  configure(
    chatroomId: string,
    acting: Acting,
    change: SettingsChange,
  ): Reconfigured {
    const { head } = this.#begin("configure", chatroomId, acting);
    const before = head.room.configured;
    const after = applyChange(before, change);
    const changed = after !== before;
    if (changed) this.#options.chatrooms.configure(head, after);
    return { chatroom: toChatroom(head), changed };
  }

  setRank(
    chatroomId: string,
    acting: Acting,
    { userId, rank }: { userId: string; rank: Rank },
  ): RankSet {
    const { chatrooms, conversations } = this.#options;
    const begun = this.#begin("set-rank", chatroomId, acting);
    const { head, standing } = begun;
    const target = conversations.party(head, userId);
    if (target === undefined) throw noSuchMember(chatroomId, userId);
    const isChange = target.rank !== rank;
    if (isChange && !standsAbove(standing, target.rank)) throw notAbove(userId);
    const { creator } = head.room;
    const changes = rankChanges({
      creator: creator === "" ? undefined : creator,
      target: { id: userId, rank: target.rank },
      rank,
      heir: () => chatrooms.heirOf(head, userId),
    });
    for (const each of changes) chatrooms.setRank(head, each.userId, each.rank);
    return { member: this.#memberOf(head, userId, acting.now), changes };
  }

  remove(
    chatroomId: string,
    acting: Acting,
    userIds: readonly string[],
  ): Removed {
    const begun = this.#begin("remove", chatroomId, acting);
    const { head } = begun;
    const ids = [...new Set(userIds)];
    for (const userId of ids) this.#requireAbove(begun, userId);
    const { creator } = head.room;
    const removed = ids
      .filter((userId) => this.#standing(head, userId) !== STRANGER)
      .map((userId) => this.#expel(head, userId, acting.now));
    return { removed, ...heirAfter(head, creator) };
  }

  add(
    chatroomId: string,
    acting: Acting,
    userIds: readonly string[],
  ): Added {
    const { policy } = this.#options;
    const { head } = this.#begin("add", chatroomId, acting);
    const { actor, now } = acting;
    const added: AddedMember[] = [];
    const refused: Added["refused"][number][] = [];
    for (const id of new Set(userIds)) {
      if (this.#standing(head, id) !== STRANGER) continue;
      const reason = policy.refusedAddition(head, actor, { id, now });
      if (reason === undefined) added.push(this.#addOne(head, id, now));
      else refused.push({ id, reason });
    }
    return { added, refused };
  }

  sanction(
    chatroomId: string,
    acting: Acting,
    change: SanctionChange,
  ): Sanctioned {
    const { sanctions } = this.#options;
    const begun = this.#begin("sanction", chatroomId, acting);
    const { head } = begun;
    const { actor, now } = acting;
    const { userId, kind, until } = change;
    this.#requireAbove(begun, userId);
    const known = sanctions.find(head, { kind, userId, now: now.time });
    const imposes = until !== LIFTED;
    if (imposes && known === undefined) sanctions.requirePlace(head, now);
    const by = actor ?? SYSTEM;
    sanctions.change(head, change, { by, time: now.time });
    const wasMember = this.#standing(head, userId) !== STRANGER;
    const removes = kind === "ban" && imposes && wasMember;
    const { creator } = head.room;
    const removed = removes ? this.#expel(head, userId, now) : undefined;
    const changed = imposes || known !== undefined;
    return { changed, wasMember, removed, ...heirAfter(head, creator) };
  }

  /** @throws {ReplyError} 404, 403 */
  #begin(
    act: RoomAct,
    chatroomId: string,
    { actor, now: { time } }: Acting,
  ): Begun {
    const { sql, chatrooms, conversations } = this.#options;
    const head = chatrooms.get(chatroomId);
    if (head === undefined) throw noSuchChatroom(chatroomId);
    const party = actor === null ? undefined : conversations.party(head, actor);
    const asking = { actor, party, now: time };
    return { head, standing: requireAct(sql, head, { act, asking }) };
  }

  /** @throws {ReplyError} 403 when the actor does not stand above somebody */
  #requireAbove({ head, standing }: Begun, userId: string): void {
    const isAbove = standsAbove(standing, this.#standing(head, userId));
    if (!isAbove) throw notAbove(userId);
  }

  #standing(head: RoomHead, actor: ActorId): Standing {
    if (actor === null) return SERVICE_RANK;
    return this.#options.conversations.party(head, actor)?.rank ?? STRANGER;
  }

  #memberOf(head: RoomHead, id: string, { time: now }: Moment): Member {
    const { conversations, users, sanctions } = this.#options;
    const { joinedAt, rank } = conversations.party(head, id) as Party;
    const mute = sanctions.find(head, { kind: "mute", userId: id, now });
    const muted = mute && { until: mute.until };
    return { id, name: users.nameOf(id), joinedAt, rank, muted };
  }

  #addOne(head: RoomHead, id: string, now: Moment): AddedMember {
    const { chatrooms, conversations, users } = this.#options;
    chatrooms.enter(head, id, { now, wasAdded: true });
    return {
      id,
      name: users.nameOf(id),
      lastSequence: head.last,
      lastChange: head.lastChange,
      ordinal: chatrooms.nextOrdinal(),
      hiddenUpTo: hiddenUpTo(head, conversations.party(head, id)),
    };
  }

  #expel(head: RoomHead, id: string, now: Moment): Departed {
    const { chatrooms } = this.#options;
    chatrooms.leave(head, id, now);
    return { id, ordinal: chatrooms.nextOrdinal() };
  }
}

/** The creator, if it is another one than before and there is one. */
function heirAfter(
  { room: { creator } }: RoomHead,
  before: string,
): Succession {
  const isSame = creator === before || creator === "";
  return { heir: isSame ? undefined : creator };
}
