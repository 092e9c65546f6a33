import type { Position } from "./position.ts";

/** What a timeline has to know next. */
export interface SyncRequest {
  readonly after_sequence: number;
  readonly changed_after: number;
  readonly count: number;
}

/** A request, and what it will settle. */
export interface Question {
  readonly request: SyncRequest;
  /** What had gone out when it was asked. */
  readonly position: Position;
  /** The greatest sequence that had been spoken of. */
  readonly highest: number;
  /** Does the answer have to show that the position still holds? */
  readonly verifies: boolean;
  /** How many doubts there had been when it was asked. */
  readonly doubts: number;
}
