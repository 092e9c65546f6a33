/** A POST to the back end. */
export interface Post {
  /** Which of the configured addresses. */
  readonly to: PostTarget;
  /** The header `webhook-id`. */
  readonly id: string;
  readonly body: string;
}

/** An address of the back end. */
export type PostTarget = "webhook" | "beforeSend";

/** What came back from a POST. */
export type PostOutcome =
  /** The text is cut where it is longer than the target's answers may be. */
  | {
    readonly status: number;
    readonly text: string;
    readonly isCut: boolean;
  }
  /** Nothing came back, for this reason. */
  | { readonly status: 0; readonly reason: string };

/** Posts to the back end; never rejects. */
export interface Poster {
  post(post: Post): Promise<PostOutcome>;
}

/** How a target is posted to; plain data, which crosses threads. */
export interface TargetSettings {
  readonly url: string;
  /** Milliseconds for the whole answer. */
  readonly timeout: number;
  /** Most bytes of an answer that are read. */
  readonly maxAnswer: number;
  /** Is an answer of use only as a whole, and in time? */
  readonly needsAnswer: boolean;
}

/** What is posted where, and signed with what. */
export interface PosterSettings {
  readonly secret: string;
  readonly version: string;
  readonly targets: Readonly<
    Record<PostTarget, TargetSettings | undefined>
  >;
}
