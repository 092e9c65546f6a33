import type { Position } from "./position.ts";

/** What a timeline asks the service next. */
export interface SyncRequest {
  readonly after_sequence: number;
  readonly changed_after: number;
  readonly count: number;
}

/** A request, and what is needed to judge its answer. */
export interface Question {
  readonly request: SyncRequest;
  /** The position when it was asked. */
  readonly position: Position;
  /** The greatest known sequence when it was asked. */
  readonly highest: number;
  /** Does the answer have to show that the position still holds? */
  readonly verifies: boolean;
  /** How many doubts there were when it was asked. */
  readonly doubts: number;
}
