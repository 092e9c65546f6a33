import {
  banInForce,
  FULL_ACCESS,
  type UserAccess,
} from "../../domain/user_access.ts";
import { restrictedFull } from "../shared/refusals.ts";

/** Who is banned from the service, and whose tokens are revoked. */
export class AccessList {
  #access = new Map<string, UserAccess>();
  #limit: number;
  /** Before this, as Unix time in milliseconds, nothing can be dropped. */
  #nextEnd = Infinity;

  /** @param limit most users of whom something is known that is in force */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether a user may use the service. */
  get(userId: string): UserAccess {
    return this.#access.get(userId) ?? FULL_ACCESS;
  }

  /**
   * Changes it; `now` is Unix time in milliseconds.
   *
   * @throws {ReplyError} 403 when there are as many in force as may be
   */
  change(userId: string, change: Partial<UserAccess>, now: number): void {
    const before = this.get(userId);
    const { ban, revokedAt } = { ...before, ...change };
    if (ban === undefined && revokedAt === undefined) {
      this.#access.delete(userId);
      return;
    }
    if (before === FULL_ACCESS) this.#requirePlace(now);
    const access = { ban, revokedAt };
    this.#access.set(userId, access);
    this.#nextEnd = Math.min(this.#nextEnd, endOf(access));
  }

  /** @throws {ReplyError} 403 */
  #requirePlace(now: number): void {
    if (this.#access.size < this.#limit) return;
    if (now >= this.#nextEnd) this.#dropEnded(now);
    if (this.#access.size >= this.#limit) throw restrictedFull();
  }

  #dropEnded(now: number): void {
    this.#nextEnd = Infinity;
    for (const [userId, access] of this.#access) {
      const { revokedAt } = access;
      const isInForce = revokedAt !== undefined ||
        banInForce(access, now) !== undefined;
      if (isInForce) this.#nextEnd = Math.min(this.#nextEnd, endOf(access));
      else this.#access.delete(userId);
    }
  }
}

/** When all of it has ended; a revocation never does. */
function endOf({ ban, revokedAt }: UserAccess): number {
  return revokedAt === undefined ? ban?.until ?? Infinity : Infinity;
}
