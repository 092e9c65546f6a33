/** A file that a browser is served. */
export interface Page {
  /** Where it is asked for. */
  readonly path: string;
  /** Its media type, as the `content-type` header says it. */
  readonly type: string;
  /** What it is: a new text has another one. */
  readonly hash: string;
  readonly text: string;
}
