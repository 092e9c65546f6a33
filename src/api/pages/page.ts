/** A file for browsers. */
export interface Page {
  /** The path of its URL. */
  readonly path: string;
  /** Its media type, for the `content-type` header. */
  readonly type: string;
  /** A hash of its text. */
  readonly hash: string;
  readonly text: string;
}
