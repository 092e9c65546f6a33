import type { Sent } from "../helpers/contract.ts";
import type { Fact, Truth } from "./truth.ts";
import type { Reply } from "./wire.ts";
import type { Draft, Moment } from "./recorder.ts";

interface Attempted {
  readonly draft: Draft;
  /** When it was first sent, and the greatest sequence known then. */
  readonly since: Moment;
  readonly floor: number;
  attempts: number;
  answer: Sent | undefined;
  refused: boolean;
}

/** What {@linkcode Sends} needs. */
export interface SendsOptions {
  readonly truth: Truth;
  readonly onFault: (text: string) => void;
}

/** What was sent, and what became of it. */
export class Sends {
  #truth: Truth;
  #onFault: (text: string) => void;
  #byRequest = new Map<string, Attempted>();
  #byContent = new Map<string, Attempted>();

  constructor({ truth, onFault }: SendsOptions) {
    this.#truth = truth;
    this.#onFault = onFault;
  }

  /** A send goes out; returns whether it did so before. */
  attempt(draft: Draft, moment: Moment): boolean {
    const known = this.#byRequest.get(draft.requestId);
    if (known !== undefined) {
      known.attempts++;
      return true;
    }
    const attempted = {
      draft,
      since: moment,
      floor: this.#truth.last(draft.key),
      attempts: 1,
      answer: undefined,
      refused: false,
    };
    this.#byRequest.set(draft.requestId, attempted);
    this.#byContent.set(draft.content, attempted);
    return false;
  }

  /** When a send was first made. */
  since(draft: Draft): Moment {
    return this.#byRequest.get(draft.requestId)?.since ?? 0;
  }

  /** When the message of this content was first sent. */
  sinceOf(content: string | undefined): Moment | undefined {
    return this.#byContent.get(content ?? "")?.since;
  }

  /** A send is answered: it is stored, or it is not. */
  answer(draft: Draft, { code, data }: Reply & { data: Sent | null }): void {
    const attempted = this.#byRequest.get(draft.requestId);
    if (attempted === undefined) return;
    if (code !== 0 || data === null) {
      attempted.refused = true;
      return;
    }
    this.#compare(attempted, data);
    attempted.answer = data;
    if (data.sequence <= attempted.floor) {
      const { floor } = attempted;
      this.#onFault(
        `reordered: ${draft.key} ${data.sequence} was sent after ${floor} was seen`,
      );
    }
  }

  /** Was this message sent so by its sender? */
  checkOrigin(key: string, { content, senderId, sequence }: Fact): void {
    if (content === undefined) return;
    const attempted = this.#byContent.get(content);
    const draft = attempted?.draft;
    if (draft?.key === key && draft.userId === senderId) return;
    this.#onFault(`${key} ${sequence}: nobody sent ${content.slice(0, 40)}`);
  }

  /** Everything stored was sent, and everything answered 0 is stored. */
  checkAll(): void {
    const stored = new Map<string, number>();
    for (const { draft, answer, refused, attempts } of this.#attempted()) {
      const { key, requestId, content } = draft;
      if (answer !== undefined) {
        stored.set(key, (stored.get(key) ?? 0) + 1);
        const fact = this.#truth.fact(key, answer.sequence);
        const same = fact?.content === undefined || fact.content === content;
        if (fact?.id !== answer.id || !same) {
          this.#onFault(`lost: ${key} ${answer.sequence} (${requestId})`);
        }
      } else if (!refused) {
        this.#onFault(`never answered: ${key} (${requestId})`);
      } else if (attempts > 1) {
        // Its first attempt may have been stored before the refusal.
        stored.set(key, (stored.get(key) ?? 0) + 1);
      }
    }
    this.#checkCounts(stored);
  }

  #attempted(): Iterable<Attempted> {
    return this.#byRequest.values();
  }

  #checkCounts(stored: ReadonlyMap<string, number>): void {
    for (const key of this.#truth.keys) {
      const last = this.#truth.last(key);
      const most = stored.get(key) ?? 0;
      if (last > most) {
        this.#onFault(`${key} counts ${last}, and only ${most} were sent`);
      }
    }
  }

  #compare({ draft, answer }: Attempted, data: Sent): void {
    if (answer === undefined) return;
    const same = answer.id === data.id && answer.sequence === data.sequence &&
      answer.created_at === data.created_at;
    if (same) return;
    const { key, requestId } = draft;
    this.#onFault(
      `doubled: ${key} (${requestId}) is ${answer.sequence} and ${data.sequence}`,
    );
  }
}
