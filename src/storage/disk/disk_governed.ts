import type { SettingsChange } from "../../domain/chatroom_settings.ts";
import type { Chatroom } from "../../domain/model.ts";
import type { Rank } from "../../domain/rank.ts";
import type { SanctionChange } from "../../domain/sanction.ts";
import { type Actor, type Reader, SERVICE } from "../actor.ts";
import type {
  Added,
  Admission,
  BlocksPage,
  Governance,
  RankSet,
  Reconfigured,
  Removed,
  Sanctioned,
  SanctionsPage,
} from "../governance.ts";
import type { ListPosition } from "../list_position.ts";
import type { CallQueue } from "./call_queue.ts";
import type { ActorId, ReadCalls, WriteCalls } from "./calls.ts";
import { restoredHeir, restoredMember, restoredSanction } from "./restored.ts";

/** The part of a `DiskStorage` that is about governed chatrooms and blocks. */
export class DiskGoverned implements Governance {
  #writes: CallQueue<WriteCalls>;
  #reads: CallQueue<ReadCalls>;

  constructor(writes: CallQueue<WriteCalls>, reads: CallQueue<ReadCalls>) {
    this.#writes = writes;
    this.#reads = reads;
  }

  async admission(chatroomId: string): Promise<Admission | undefined> {
    const found = await this.#reads.call("admission", chatroomId);
    if (found === null) return undefined;
    return { join: found.join, passwordHash: found.passwordHash };
  }

  readChatroom(chatroomId: string, reader: Reader): Promise<Chatroom> {
    return this.#reads.call("readChatroom", chatroomId, idOf(reader));
  }

  configure(
    chatroomId: string,
    actor: Actor,
    change: SettingsChange,
  ): Promise<Reconfigured> {
    return this.#writes.call("configure", chatroomId, idOf(actor), change);
  }

  async setRank(
    chatroomId: string,
    actor: Actor,
    target: { userId: string; rank: Rank },
  ): Promise<RankSet> {
    const asked = [chatroomId, idOf(actor), target] as const;
    const found = await this.#writes.call("setRank", ...asked);
    return { ...found, member: restoredMember(found.member) };
  }

  async remove(
    chatroomId: string,
    actor: Actor,
    userIds: readonly string[],
  ): Promise<Removed> {
    const asked = [chatroomId, idOf(actor), userIds] as const;
    return restoredHeir(await this.#writes.call("remove", ...asked));
  }

  add(
    chatroomId: string,
    actor: Actor,
    userIds: readonly string[],
  ): Promise<Added> {
    return this.#writes.call("add", chatroomId, idOf(actor), userIds);
  }

  async sanction(
    chatroomId: string,
    actor: Actor,
    change: SanctionChange,
  ): Promise<Sanctioned> {
    const asked = [chatroomId, idOf(actor), change] as const;
    const found = await this.#writes.call("sanction", ...asked);
    return restoredHeir({ ...found, removed: found.removed });
  }

  async sanctions(
    chatroomId: string,
    actor: Actor,
    page: { after: ListPosition | undefined; count: number },
  ): Promise<SanctionsPage> {
    const asked = [chatroomId, idOf(actor), page] as const;
    const found = await this.#reads.call("sanctions", ...asked);
    return { ...found, items: found.items.map(restoredSanction) };
  }

  async block(
    userId: string,
    otherId: string,
    blocked: boolean,
  ): Promise<void> {
    await this.#writes.call("block", userId, otherId, blocked);
  }

  blocks(
    userId: string,
    page: { after: ListPosition | undefined; count: number },
  ): Promise<BlocksPage> {
    return this.#reads.call("blocks", userId, page);
  }
}

/** How a user, or the service, is called across the border to the threads. */
export function idOf(reader: Reader | Actor): ActorId {
  return reader === SERVICE ? null : reader;
}
