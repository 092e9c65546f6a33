import type { UserQuotas } from "../../src/domain/quotas.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { conversationsContract } from "./contract_conversations.ts";
import { joinQuotasContract } from "./contract_join_quotas.ts";
import { membershipContract } from "./contract_membership.ts";
import { messagesContract } from "./contract_messages.ts";
import { pagingContract } from "./contract_paging.ts";
import { requestIdsContract } from "./contract_request_ids.ts";
import { readMarksContract } from "./contract_read_marks.ts";
import { recallsContract } from "./contract_recalls.ts";
import { unansweredContract } from "./contract_send_quotas.ts";
import { serviceContract } from "./contract_service.ts";
import { usersContract } from "./contract_users.ts";

/** What a storage is made with for one test. */
export interface StorageOptions {
  /** Messages kept per conversation. */
  readonly historyLimit: number;
  /** Milliseconds for which a request id is remembered. */
  readonly requestIdAge: number;
  /** What each user may have; not given: as in the service. */
  readonly quotas?: Partial<UserQuotas>;
}

/** An empty storage, and its time. */
export interface StorageHarness {
  readonly storage: Storage;
  /** Moves the time that the storage reads; a negative value turns it back. */
  advance(ms: number): Promise<void> | void;
  close(): Promise<void> | void;
}

/** Creates an empty storage that shares nothing with the one before. */
export type CreateStorage = (
  options: StorageOptions,
) => Promise<StorageHarness>;

/** Registers one test of the contract. */
export type Test = (
  name: string,
  run: (harness: StorageHarness) => Promise<void>,
  options?: Partial<StorageOptions>,
) => void;

/**
 * What `src/storage/storage.ts` promises, as tests that every implementation
 * runs: `name` says which. Returns what registers more for the same.
 */
export function storageContract(name: string, create: CreateStorage): Test {
  const test: Test = (title, run, options = {}) => {
    Deno.test(`${name}: ${title}`, async () => {
      const harness = await create({
        historyLimit: 1000,
        requestIdAge: 60_000,
        ...options,
      });
      try {
        await run(harness);
      } finally {
        await harness.close();
      }
    });
  };
  usersContract(test);
  serviceContract(test);
  membershipContract(test);
  joinQuotasContract(test);
  messagesContract(test);
  unansweredContract(test);
  requestIdsContract(test);
  pagingContract(test);
  conversationsContract(test);
  readMarksContract(test);
  recallsContract(test);
  return test;
}
