import type { UserQuotas } from "../../src/domain/quotas.ts";
import type { Administration } from "../../src/storage/administration.ts";
import type { Heir, OnHeir } from "../../src/storage/governance.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { administrationContract } from "./contract_administration.ts";
import { conversationsContract } from "./contract_conversations.ts";
import { governedChangesContract } from "./contract_governed_changes.ts";
import { governedSendsContract } from "./contract_governed_sends.ts";
import { joinQuotasContract } from "./contract_join_quotas.ts";
import { membershipContract } from "./contract_membership.ts";
import { editsContract } from "./contract_edits.ts";
import { extrasContract } from "./contract_extras.ts";
import { mentionsContract } from "./contract_mentions.ts";
import { messagesContract } from "./contract_messages.ts";
import { pagingContract } from "./contract_paging.ts";
import { reactionsContract } from "./contract_reactions.ts";
import { profilesContract } from "./contract_profiles.ts";
import { refusalOrderContract } from "./contract_refusal_order.ts";
import { requestIdsContract } from "./contract_request_ids.ts";
import { readMarksContract } from "./contract_read_marks.ts";
import { recallsContract } from "./contract_recalls.ts";
import { roomMembersContract } from "./contract_room_members.ts";
import { roomSettingsContract } from "./contract_room_settings.ts";
import { sanctionsContract } from "./contract_sanctions.ts";
import { standingsContract } from "./contract_standings.ts";
import {
  requestIdQuotaContract,
  unansweredContract,
} from "./contract_send_quotas.ts";
import { serviceContract } from "./contract_service.ts";
import { speakersContract } from "./contract_speakers.ts";
import { usersContract } from "./contract_users.ts";

/** What a storage is made with for one test. */
export interface StorageOptions {
  /** Messages kept per conversation. */
  readonly historyLimit: number;
  /** Milliseconds for which a request id is remembered. */
  readonly requestIdAge: number;
  /** What each user may have; not given: as in the service. */
  readonly quotas?: Partial<UserQuotas>;
  readonly onHeir?: OnHeir;
  /** Most members of a chatroom; not given: as in the service. */
  readonly maxMembers?: number;
}

/** An empty storage, and its time. */
export interface StorageHarness {
  readonly storage: Storage;
  /** Of whom the storage has told that they have become creators. */
  readonly heirs: readonly Heir[];
  readonly administration: Administration;
  /** Moves the time that the storage reads; a negative value turns it back. */
  advance(ms: number): Promise<void> | void;
  close(): Promise<void> | void;
}

/** Creates an empty storage that shares nothing with the one before. */
export type CreateStorage = (
  options: StorageOptions,
) => Promise<Omit<StorageHarness, "heirs">>;

/** Registers one test of the contract. */
export type Test = (
  name: string,
  run: (harness: StorageHarness) => Promise<void>,
  options?: Partial<StorageOptions>,
) => void;

/**
 * What `src/storage/storage.ts` promises, as tests that every implementation
 * runs: `name` says which.
 */
export function storageContract(name: string, create: CreateStorage): void {
  const test: Test = (title, run, options = {}) => {
    Deno.test(`${name}: ${title}`, async () => {
      const heirs: Heir[] = [];
      const harness = await create({
        historyLimit: 1000,
        requestIdAge: 60_000,
        onHeir: (heir) => heirs.push(heir),
        ...options,
      });
      try {
        await run({ ...harness, heirs });
      } finally {
        await harness.close();
      }
    });
  };
  usersContract(test);
  profilesContract(test);
  speakersContract(test);
  serviceContract(test);
  membershipContract(test);
  joinQuotasContract(test);
  messagesContract(test);
  unansweredContract(test);
  requestIdsContract(test);
  requestIdQuotaContract(test);
  extrasContract(test);
  mentionsContract(test);
  pagingContract(test);
  conversationsContract(test);
  readMarksContract(test);
  recallsContract(test);
  roomSettingsContract(test);
  roomMembersContract(test);
  sanctionsContract(test);
  governedSendsContract(test);
  administrationContract(test);
  standingsContract(test);
  governedChangesContract(test);
  editsContract(test);
  reactionsContract(test);
  refusalOrderContract(test);
}
