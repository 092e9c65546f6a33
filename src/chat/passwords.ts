import { Buffer } from "node:buffer";
import { createHmac, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { BoundedMap } from "../base/bounded_map.ts";
import { tooManyRequests } from "../base/errors.ts";

/** How much work a hash is, as scrypt counts it. */
export type Cost = Readonly<Record<"N" | "r" | "p", number>>;

/**
 * The cost of a hash: 16 MiB and some 50 ms of a processor, so that passwords
 * of a stolen storage are slow to guess.
 */
const COST: Cost = { N: 16_384, r: 8, p: 1 };
const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** The form of a hash: its kind, its salt and the key, in base64url. */
const FORM = /^scrypt ([\w-]+) ([\w-]+)$/;

/** Most hashes of all users that wait; one more is refused with 429. */
export const MAX_WAITING_HASHES = 200;
/** Most hashes of one user that wait or are made. */
export const MAX_HASHES_EACH = 2;
/** Most passwords that are known to fit without another hash. */
const MAX_KNOWN = 1000;
/** Milliseconds after which to try again then. */
const RETRY_AFTER = 1000;

/**
 * What the passwords of chatrooms are kept as, and compared with. One hash is
 * made at a time, so that guessing costs the service one processor at most, and
 * each user has few of them under way. Who knows a password that has just fitted
 * waits for none.
 */
export class Passwords {
  #isRunning = false;
  #waiting: (() => void)[] = [];
  /** How many are under way for each user. */
  #pending = new Map<string, number>();
  /** By hash, a digest of what fits it. */
  #known = new BoundedMap<string, Uint8Array>(MAX_KNOWN);
  #secret = randomBytes(KEY_BYTES);
  #cost: Cost;

  /** A test may have hashes that cost less. */
  constructor(cost: Cost = COST) {
    this.#cost = cost;
  }

  /** The hash of a new password that a user sets. @throws {ReplyError} 429 */
  async hash(password: string, userId: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    const key = await this.#inTurn(userId, () => this.#derive(password, salt));
    return `scrypt ${toText(salt)} ${toText(key)}`;
  }

  /** Does a hash fit a password that a user gives? @throws {ReplyError} 429 */
  async fits(password: string, hash: string, userId: string): Promise<boolean> {
    const [, salt, expected] = FORM.exec(hash) ?? [];
    if (salt === undefined || expected === undefined) return false;
    const digest = this.#digest(password);
    const known = this.#known.get(hash);
    if (known !== undefined && timingSafeEqual(known, digest)) return true;
    const run = () => this.#derive(password, fromText(salt));
    const key = await this.#inTurn(userId, run);
    const other = fromText(expected);
    const fits = key.length === other.length && timingSafeEqual(key, other);
    if (fits) this.#known.set(hash, digest);
    return fits;
  }

  /** The same characters may be typed in several ways. */
  #derive(password: string, salt: Uint8Array): Promise<Uint8Array> {
    const typed = password.normalize("NFC");
    return new Promise((resolve, reject) => {
      scrypt(typed, salt, KEY_BYTES, this.#cost, (fault, key) => {
        if (fault === null) resolve(key);
        else reject(fault);
      });
    });
  }

  async #inTurn<T>(userId: string, run: () => Promise<T>): Promise<T> {
    this.#begin(userId);
    try {
      await this.#turn();
      try {
        return await run();
      } finally {
        const next = this.#waiting.shift();
        if (next === undefined) this.#isRunning = false;
        else next();
      }
    } finally {
      this.#end(userId);
    }
  }

  /** @throws {ReplyError} 429 */
  #begin(userId: string): void {
    const pending = this.#pending.get(userId) ?? 0;
    const isFull = this.#waiting.length >= MAX_WAITING_HASHES;
    if (isFull || pending >= MAX_HASHES_EACH) {
      throw tooManyRequests(
        "password: too many are being checked: try again later",
        RETRY_AFTER,
        "rate",
      );
    }
    this.#pending.set(userId, pending + 1);
  }

  #end(userId: string): void {
    const pending = (this.#pending.get(userId) ?? 0) - 1;
    if (pending > 0) this.#pending.set(userId, pending);
    else this.#pending.delete(userId);
  }

  /** Settles when no other hash is being made. */
  #turn(): Promise<void> {
    if (this.#isRunning) {
      return new Promise((resolve) => this.#waiting.push(resolve));
    }
    this.#isRunning = true;
    return Promise.resolve();
  }

  /** With a secret of this process, so that it is of no use elsewhere. */
  #digest(password: string): Uint8Array {
    return createHmac("sha256", this.#secret)
      .update(password.normalize("NFC")).digest();
  }
}

function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}

function fromText(text: string): Uint8Array {
  return Buffer.from(text, "base64url");
}
