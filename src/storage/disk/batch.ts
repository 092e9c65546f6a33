import type { Refusal } from "../../base/refusal.ts";
import type { Moment } from "../memory/moments.ts";
import type { DiskFault } from "./file/disk_fault.ts";

/** One call: the name of a method, and its arguments. */
export type Call = readonly [name: string, args: readonly unknown[]];

/** Calls that are made together, in order. */
export interface Batch {
  /** Counts the batches to the same thread. */
  readonly number: number;
  /** The time of the calls. */
  readonly now: Moment | undefined;
  readonly calls: readonly Call[];
}

/** The outcome of a call: its answer, a refusal, or a fault. */
export type Outcome =
  | readonly ["answer", unknown]
  | readonly ["refused", Refusal]
  | readonly ["fault", DiskFault, string];

/** The outcomes of a batch. */
export interface Answers {
  /** The number of the batch. */
  readonly number: number;
  /** One for each call. */
  readonly outcomes: readonly Outcome[];
  /** Of a batch of writes. */
  readonly figures?: Figures;
}

/** What a writing thread reports about itself with each batch. */
export interface Figures {
  /** Milliseconds that the batch took. */
  readonly took: number;
  /** Was anything written and committed? */
  readonly wrote: boolean;
  /** Bytes of the file and of its log; only now and then. */
  readonly bytes?: { readonly data: number; readonly log: number };
  /** How much there is. */
  readonly users: number;
  readonly chatrooms: number;
  readonly memberships: number;
  readonly privates: number;
  readonly messages: number;
  readonly requestIds: number;
  /**
   * Of the outbox: how many wait, and how many were dropped so far; absent where
   * it cannot be read.
   */
  readonly events?: { readonly waiting: number; readonly dropped: number };
  readonly sanctions: number;
  readonly blocks: number;
}
