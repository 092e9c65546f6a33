import type { Random } from "./random.ts";

/** Something that happens to what the clients are served by. */
export type Trouble =
  /** Redis ends without a word, and starts again with what it had written. */
  | { readonly kind: "kill redis"; readonly ms: number }
  /** Redis answers nothing, for longer than a node waits. */
  | { readonly kind: "hang redis"; readonly ms: number }
  /** The connections end over which nodes hear of each other. */
  | { readonly kind: "cut bus" }
  /** A node ends without a word; another one starts in its place. */
  | { readonly kind: "kill node"; readonly place: number; readonly ms: number };

/**
 * Milliseconds that a node of a schedule waits for Redis, which syncs each write:
 * without a trouble it answers sooner, also where the disk is slow.
 */
export const STORAGE_TIMEOUT = 3000;

const KINDS = ["kill redis", "hang redis", "cut bus", "kill node"] as const;

/** Draws one trouble. */
export function drawTrouble(random: Random, nodes: number): Trouble {
  const kind = random.pick(KINDS);
  switch (kind) {
    case "kill redis":
      return { kind, ms: random.whole(0, 1000) };
    case "hang redis":
      return { kind, ms: STORAGE_TIMEOUT + random.whole(200, 1500) };
    case "cut bus":
      return { kind };
    case "kill node": {
      const place = random.whole(0, nodes - 1);
      return { kind, place, ms: random.whole(0, 1000) };
    }
  }
}
