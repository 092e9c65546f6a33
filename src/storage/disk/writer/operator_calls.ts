import type { ConversationKey } from "../../../domain/ids.ts";
import type { ServiceBan } from "../../../domain/user_access.ts";
import type { Moment } from "../../memory/moments.ts";
import type { Founded, Founding, ScrubQuery } from "../../administration.ts";
import type { DiskForgotten, DiskScrubbed, WriteCalls } from "../calls.ts";
import type { Departed } from "../../governance.ts";
import type { DiskChatrooms } from "./disk_chatrooms.ts";
import { DiskAccess, type DiskAccessOptions } from "./disk_access.ts";
import type { DiskGovernance } from "./disk_governance.ts";
import { DiskErasing, type DiskErasingOptions } from "./disk_erasing.ts";

/** The parts by which operators change the file. */
export interface OperatorParts {
  readonly access: DiskAccess;
  readonly erasing: DiskErasing;
  readonly chatrooms: DiskChatrooms;
  readonly governance: Pick<DiskGovernance, "found">;
}

/** Builds the parts by which operators change the file. */
export function operatorParts(
  options:
    & DiskErasingOptions
    & DiskAccessOptions
    & Pick<OperatorParts, "chatrooms" | "governance">,
): OperatorParts {
  return {
    chatrooms: options.chatrooms,
    governance: options.governance,
    access: new DiskAccess(options),
    erasing: new DiskErasing(options),
  };
}

/** The calls that operators make. */
export abstract class OperatorCalls implements
  Pick<
    WriteCalls,
    "ban" | "revoke" | "create" | "disband" | "scrub" | "forget"
  > {
  protected abstract readonly operator: OperatorParts;
  /** The time of the calls that follow. */
  protected abstract readonly now: Moment;

  ban(userId: string, ban: ServiceBan | null): null {
    this.operator.access.ban(userId, ban ?? undefined, this.now);
    return null;
  }

  revoke(userId: string, at: number): null {
    this.operator.access.revoke(userId, at, this.now);
    return null;
  }

  create(chatroomId: string, founding: Founding): Founded {
    return this.operator.governance.found(chatroomId, founding, this.now);
  }

  disband(chatroomId: string): readonly Departed[] {
    return this.operator.chatrooms.disband(chatroomId, this.now);
  }

  scrub(
    key: ConversationKey,
    userId: string,
    query: ScrubQuery,
  ): DiskScrubbed {
    return this.operator.erasing.scrub(key, userId, query);
  }

  forget(userId: string): DiskForgotten {
    return this.operator.erasing.forget(userId, this.now);
  }
}
