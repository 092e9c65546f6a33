import type { Post, Poster, PostOutcome } from "../../src/hooks/poster.ts";

/** What a receiver says that takes an event. */
export const OK: PostOutcome = { status: 204, text: "", isCut: false };

/** Answers posts as a test says; those that it says nothing of wait. */
export class FakePoster implements Poster {
  readonly posts: Post[] = [];
  #waiting: ((outcome: PostOutcome) => void)[] = [];
  /** Answers at once, if given. */
  answer: ((post: Post, count: number) => PostOutcome) | undefined;

  constructor(answer?: (post: Post, count: number) => PostOutcome) {
    this.answer = answer;
  }

  post(post: Post): Promise<PostOutcome> {
    this.posts.push(post);
    if (this.answer !== undefined) {
      return Promise.resolve(this.answer(post, this.posts.length - 1));
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** How many posts have no answer. */
  get open(): number {
    return this.#waiting.length;
  }

  /** Answers the oldest open post. */
  reply(outcome: PostOutcome): void {
    this.#waiting.shift()?.(outcome);
  }
}
