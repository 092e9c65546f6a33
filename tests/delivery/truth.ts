import type { Message } from "../helpers/contract.ts";
import { originOf, RECALLED } from "./wire.ts";
import type { Moment } from "./recorder.ts";

/** One stored message, as far as anybody has seen of it. */
export interface Fact {
  readonly sequence: number;
  readonly id: string;
  readonly senderId: string;
  readonly createdAt: number;
  /** As it was sent; undefined where nobody saw it before its recall. */
  content: string | undefined;
}

/** What a sight says of a message: a reply to a send says not all of it. */
export type Sight =
  & Pick<Message, "id" | "sequence" | "sender" | "created_at">
  & Partial<Pick<Message, "content" | "status">>;

interface Story {
  /** Of these somebody was told, or asked, that they be recalled. */
  readonly recalled: Set<number>;
  readonly asked: Set<number>;
  readonly facts: Map<number, Fact>;
  readonly growth: { readonly moment: Moment; readonly last: number }[];
}

/**
 * What the service has shown of each conversation, by whomever it was seen: a
 * sequence stands for one message, for everybody and for ever.
 */
export class Truth {
  #stories = new Map<string, Story>();
  #placeOf = new Map<string, string>();
  /** All contents that messages were to be given. */
  #edits = new Set<string>();
  #onFault: (text: string) => void;

  constructor(onFault: (text: string) => void) {
    this.#onFault = onFault;
  }

  /** The conversations of which anything was seen. */
  get keys(): Iterable<string> {
    return this.#stories.keys();
  }

  /** The greatest sequence that anybody has seen. */
  last(key: string): number {
    return this.#stories.get(key)?.growth.at(-1)?.last ?? 0;
  }

  /** The greatest sequence that anybody had seen before a moment. */
  lastBefore(key: string, moment: Moment): number {
    const growth = this.#stories.get(key)?.growth ?? [];
    return growth.findLast((each) => each.moment < moment)?.last ?? 0;
  }

  fact(key: string, sequence: number): Fact | undefined {
    return this.#stories.get(key)?.facts.get(sequence);
  }

  facts(key: string): Iterable<Fact> {
    return this.#stories.get(key)?.facts.values() ?? [];
  }

  /** Somebody wants a message to be recalled. */
  askRecall(key: string, sequence: number): void {
    this.#story(key).asked.add(sequence);
  }

  /** Somebody wants a message to say something else. */
  askEdit(content: string): void {
    this.#edits.add(content);
  }

  /** Somebody was told that a message is recalled. */
  recall(key: string, sequence: number): void {
    const { recalled, asked } = this.#story(key);
    recalled.add(sequence);
    if (asked.has(sequence)) return;
    this.#onFault(`${key} ${sequence}: recalled by nobody`);
  }

  isRecalled(key: string, sequence: number): boolean {
    return this.#stories.get(key)?.recalled.has(sequence) ?? false;
  }

  /** Somebody has seen a message. */
  see(key: string, sight: Sight, moment: Moment): Fact {
    const story = this.#story(key);
    const { sequence } = sight;
    const known = story.facts.get(sequence) ?? this.#learn(key, sight);
    story.facts.set(sequence, known);
    if (sequence > (story.growth.at(-1)?.last ?? 0)) {
      story.growth.push({ moment, last: sequence });
    }
    this.#compare(key, known, sight);
    return known;
  }

  /** Whatever was not seen was never stored, or is not kept any more. */
  checkOrder(historyLimit: number): void {
    for (const key of this.keys) {
      const last = this.last(key);
      let before: Fact | undefined;
      for (let sequence = 1; sequence <= last; sequence++) {
        const fact = this.fact(key, sequence);
        if (fact === undefined) {
          if (sequence > last - historyLimit) this.#hole(key, sequence);
          continue;
        }
        if (before !== undefined) this.#checkPair(key, before, fact);
        before = fact;
      }
    }
  }

  #story(key: string): Story {
    const known = this.#stories.get(key);
    if (known !== undefined) return known;
    const story = {
      facts: new Map(),
      growth: [],
      recalled: new Set<number>(),
      asked: new Set<number>(),
    };
    this.#stories.set(key, story);
    return story;
  }

  #learn(key: string, sight: Sight): Fact {
    const { id, sequence, sender, created_at } = sight;
    this.#claim(`id ${id}`, key, sequence);
    if (!Number.isSafeInteger(sequence) || sequence < 1) {
      this.#onFault(`${key}: ${sequence} is no sequence`);
    }
    return {
      sequence,
      id,
      senderId: sender.id,
      createdAt: created_at,
      content: undefined,
    };
  }

  #compare(key: string, known: Fact, sight: Sight): void {
    const { sequence, content, status } = sight;
    const at = `${key} ${sequence}`;
    if (known.id !== sight.id) this.#differ(at, known.id, sight.id);
    if (known.senderId !== sight.sender.id) {
      this.#differ(at, known.senderId, sight.sender.id);
    }
    if (known.createdAt !== sight.created_at) {
      this.#differ(at, known.createdAt, sight.created_at);
    }
    if (status === RECALLED) this.recall(key, sequence);
    if (status === RECALLED && content !== "") {
      this.#onFault(`${at}: recalled and not empty`);
    }
    if (content === undefined || status === RECALLED) return;
    const origin = originOf(content);
    if (origin !== content && !this.#edits.has(content)) {
      this.#onFault(`${at}: edited by nobody`);
    }
    if (known.content === undefined) {
      known.content = origin;
      this.#claim(`content ${origin}`, key, sequence);
    } else if (known.content !== origin) {
      this.#differ(at, known.content, content);
    }
  }

  /** An id, or a content, is in one place only. */
  #claim(what: string, key: string, sequence: number): void {
    const place = `${key} ${sequence}`;
    const known = this.#placeOf.get(what);
    if (known !== undefined) {
      this.#onFault(`doubled: ${short(what)} is ${known} and ${place}`);
    }
    this.#placeOf.set(what, place);
  }

  #differ(at: string, known: unknown, seen: unknown): void {
    this.#onFault(
      `${at} changed: ${short(String(known))} became ${short(String(seen))}`,
    );
  }

  #hole(key: string, sequence: number): void {
    this.#onFault(`${key}: nobody has ever seen ${sequence}`);
  }

  #checkPair(key: string, before: Fact, after: Fact): void {
    const { sequence } = after;
    if (after.createdAt < before.createdAt) {
      this.#onFault(`${key} ${sequence}: created before the message before`);
    }
    if (after.id <= before.id) {
      this.#onFault(`${key} ${sequence}: its id sorts before the one before`);
    }
  }
}

/** The beginning of a text, enough to know it by. */
export function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
