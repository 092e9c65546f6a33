import type { ReplyCode } from "../../base/errors.ts";
import type { Moment } from "../memory/moments.ts";
import type { DiskFault } from "./file/disk_fault.ts";

/** One call: what is to be called, and with what. */
export type Call = readonly [name: string, args: readonly unknown[]];

/** Calls that are made together, in their order. */
export interface Batch {
  /** Of all that went to the same thread. */
  readonly number: number;
  /** Of a moment's calls; what only reads needs none. */
  readonly now: Moment | undefined;
  readonly calls: readonly Call[];
}

/** What became of a call: its answer, a refusal, or a fault. */
export type Outcome =
  | readonly ["answer", unknown]
  | readonly ["refused", ReplyCode, string]
  | readonly ["fault", DiskFault, string];

/** What became of a batch. */
export interface Answers {
  /** Of the batch. */
  readonly number: number;
  /** One for each call. */
  readonly outcomes: readonly Outcome[];
  /** Of a batch of writes. */
  readonly figures?: Figures;
}

/** What a writing thread tells of itself with each batch. */
export interface Figures {
  /** Milliseconds from the batch's begin to its end. */
  readonly took: number;
  /** Has anything been written and settled? */
  readonly wrote: boolean;
  /** Bytes of the file, and of its log; now and then. */
  readonly bytes?: { readonly data: number; readonly log: number };
  /** How much there is. */
  readonly users: number;
  readonly chatrooms: number;
  readonly memberships: number;
  readonly privates: number;
  readonly messages: number;
  readonly requestIds: number;
}
