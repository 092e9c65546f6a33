import { hash } from "node:crypto";
import { Recent } from "../../base/recent.ts";
import type { ConversationKey } from "../../domain/ids.ts";

/** Most conversations whose suffix is remembered; others compute it again. */
const MAX_REMEMBERED = 100_000;

/**
 * The suffix of a conversation's message ids, which keeps ids of different
 * conversations apart. It is constant, and costs a digest to compute.
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
