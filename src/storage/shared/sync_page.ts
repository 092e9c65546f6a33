import type { Message } from "../../domain/model.ts";
import type { SyncPage } from "../storage.ts";

/** The sequences of a timeline that are kept. */
export interface Kept {
  /** `last + 1` when nothing is kept. */
  readonly first: number;
  readonly last: number;
}

/** What a page of sync says of its messages and of those around them. */
export function pageOfSync(
  items: readonly Message[],
  after: number,
  { first, last }: Kept,
): Pick<
  SyncPage,
  "items" | "hasMore" | "lastSequence" | "firstSequence" | "complete"
> {
  return {
    items,
    hasMore: (items.at(-1)?.sequence ?? last) < last,
    lastSequence: last,
    firstSequence: first,
    complete: after + 1 >= first,
  };
}
