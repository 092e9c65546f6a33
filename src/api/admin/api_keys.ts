import { createHash, timingSafeEqual } from "node:crypto";

/** The header that carries a key. */
export const API_KEY_HEADER = "X-API-Key";

/** What a key allows: everything, or only what changes nothing. */
export type Permission = "all" | "read";

/** What {@linkcode ApiKeys} needs. */
export interface ApiKeysOptions {
  readonly all: readonly string[];
  /** One that is in `all`, too, allows everything. */
  readonly read: readonly string[];
}

/** A key as it is compared: keys of any length in the same time. */
interface Known {
  readonly digest: Uint8Array;
  readonly permission: Permission;
}

/** The keys of the server API. */
export class ApiKeys {
  #known: readonly Known[];

  constructor({ all, read }: ApiKeysOptions) {
    // The last that fits counts.
    this.#known = [
      ...read.map((key) => known(key, "read")),
      ...all.map((key) => known(key, "all")),
    ];
  }

  /** How many keys there are. */
  get size(): number {
    return this.#known.length;
  }

  /**
   * What a key allows; undefined for one that nobody has. All keys are compared,
   * each in constant time: how long it takes says nothing about them.
   */
  permissionOf(given: string): Permission | undefined {
    const digest = digestOf(given);
    let found: Permission | undefined;
    for (const each of this.#known) {
      if (timingSafeEqual(each.digest, digest)) found = each.permission;
    }
    return found;
  }
}

function known(key: string, permission: Permission): Known {
  return { digest: digestOf(key), permission };
}

function digestOf(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}
