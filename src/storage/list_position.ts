/** A position in an ordered list; the next page starts just after it. */
export interface ListPosition {
  /** The first criterion of the order. */
  readonly time: number;
  readonly id: string;
}
