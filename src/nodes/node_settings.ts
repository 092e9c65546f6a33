import { scryptSync } from "node:crypto";

/** A secret, or a pair of keys, as far as others may know it. */
export interface KeyPrint {
  /** The fingerprint of the one that signs. */
  readonly signs: string;
  /** The fingerprints of all that are taken when something is checked. */
  readonly verifies: readonly string[];
}

/** What has to be the same on all nodes that share a Redis. */
export interface NodeSettings {
  /** The version of the keys' layout. */
  readonly layout: number;
  /** Values by the names of their flags. */
  readonly settings: Readonly<Record<string, string>>;
  /** Secrets and keys by the names of their flags. */
  readonly keys: Readonly<Record<string, KeyPrint>>;
}

/** Another node has other settings, or the keys another layout. */
export class SettingsDiffer extends Error {
  override readonly name = "SettingsDiffer";
}

/** What stands for a secret that is not set. */
const NONE = "none";
/** All nodes have to come to the same one, so the salt is no secret. */
const SALT = "gim: fingerprint of a secret";
/** Bytes of a fingerprint; runtimes before 2.9 make none of less than 10. */
const LENGTH = 12;

/**
 * Tells secrets apart without telling them. Whoever reads Redis could try words
 * out, so that each try is made to cost some 30 ms and 16 MiB.
 */
export function fingerprintOf(secret: string | undefined): string {
  if (secret === undefined) return NONE;
  return scryptSync(secret, SALT, LENGTH).toString("base64url");
}

/** The print of keys of which the first signs; all of them verify. */
export function keyPrint(
  [signing, ...others]: readonly string[],
): KeyPrint {
  const signs = fingerprintOf(signing);
  return { signs, verifies: [signs, ...others.map(fingerprintOf)] };
}

/** Where settings differ: `--flag: got this: expected that`, one a difference. */
export function differencesOf(
  mine: NodeSettings,
  other: NodeSettings,
): string[] {
  return [
    ...mine.layout === other.layout
      ? []
      : [line("layout of the keys", mine.layout, other.layout)],
    ...Object.entries(mine.settings).flatMap(([name, value]) => {
      const theirs = other.settings[name] ?? value;
      return theirs === value ? [] : [line(name, value, theirs)];
    }),
    ...Object.entries(mine.keys).flatMap(([name, key]) => {
      const theirs = other.keys[name] ?? key;
      return verifyEachOther(key, theirs)
        ? []
        : [line(name, describe(key), describe(theirs))];
    }),
  ];
}

/** Can what one signs be checked by the other, both ways? */
function verifyEachOther(a: KeyPrint, b: KeyPrint): boolean {
  return a.verifies.includes(b.signs) && b.verifies.includes(a.signs);
}

function line(name: string, mine: unknown, other: unknown): string {
  return `${name}: got ${mine}: expected ${other}`;
}

function describe({ signs, verifies }: KeyPrint): string {
  if (signs === NONE) return NONE;
  const others = verifies.filter((each) => each !== signs);
  const also = others.length === 0 ? "" : ` (also takes ${others.join(", ")})`;
  return `fingerprint ${signs}${also}`;
}
