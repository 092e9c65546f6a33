import { hash } from "node:crypto";
import { Recent } from "../../base/recent.ts";
import type { ConversationKey } from "../../domain/ids.ts";

/** Conversations whose suffix is remembered; of another it is made anew. */
const MAX_REMEMBERED = 100_000;

/**
 * What ends the ids of a conversation, so that no two conversations share one. It
 * is always the same for one, and takes a digest to make.
 */
export class IdSuffixes {
  #made: Recent<string>;

  constructor(limit = MAX_REMEMBERED) {
    this.#made = new Recent({ limit, maxAge: Infinity });
  }

  /** How many are remembered. */
  get size(): number {
    return this.#made.size;
  }

  of(key: ConversationKey): string {
    const known = this.#made.get(key, 0);
    if (known !== undefined) return known;
    const digest = hash("sha256", key, "hex").slice(0, 12);
    const suffix = `-${parseInt(digest, 16).toString(36).padStart(10, "0")}`;
    this.#made.set(key, suffix, 0);
    return suffix;
  }
}
