import { scryptSync } from "node:crypto";

/** A secret, or a set of keys, in a form that may be shown to others. */
export interface KeyPrint {
  /** The fingerprint of the key that signs. */
  readonly signs: string;
  /** The fingerprints of all keys that verify. */
  readonly verifies: readonly string[];
}

/** What must be equal on all nodes that share a Redis. */
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

/** Stands for a secret that is not set. */
const NONE = "none";
/** All nodes need the same fingerprint, so the salt cannot be secret. */
const SALT = "gim: fingerprint of a secret";
/** Bytes of a fingerprint; runtimes before 2.9 support no fewer than 10. */
const LENGTH = 12;

/**
 * A fingerprint that tells secrets apart without revealing them. Somebody who
 * reads Redis could try out words; each try costs some 30 ms and 16 MiB.
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

/**
 * The differences between settings, each as `--flag: got this: expected that`.
 */
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

/** Can each verify what the other signs? */
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
