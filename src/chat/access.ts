import { SENT_AWAY, TOKEN_REVOKED } from "../base/close_codes.ts";
import { ReplyError } from "../base/errors.ts";
import { banInForce, isRevoked, secondOf } from "../domain/user_access.ts";
import type { Nodes } from "../nodes/nodes.ts";
import type { Administration } from "../storage/administration.ts";

/** What {@linkcode Access} needs. */
export interface AccessOptions {
  readonly administration: Pick<Administration, "access" | "ban" | "revoke">;
  readonly nodes: Pick<Nodes, "sendAway" | "settling">;
  /** Unix time in milliseconds, by the clock that all nodes share. */
  readonly now: () => number;
}

/** The token that somebody presents. */
export interface Presented {
  /** Unix time in seconds; undefined if the token does not say. */
  readonly issuedAt?: number | undefined;
}

/** For how long, and why, somebody may not use the service. */
export interface BanTerms {
  /** Not given: for good; 0 lifts the ban. */
  readonly seconds?: number | undefined;
  readonly reason?: string | undefined;
}

/** A ban as it is answered: without `until` it is for good. */
export interface BanEnd {
  /** Unix time in milliseconds; 0: lifted. */
  until?: number;
}

/** Most bytes of a reason in a close frame. */
const MAX_REASON = 123;

/** Who may use the service, and sending away those who may not. */
export class Access {
  #options: AccessOptions;

  constructor(options: AccessOptions) {
    this.#options = options;
  }

  /**
   * Refuses who is banned, or presents a token that was revoked.
   *
   * @throws {ReplyError} 403 `banned`, 401
   */
  async require(userId: string, presented?: Presented): Promise<void> {
    const { administration, now } = this.#options;
    const access = await administration.access(userId);
    const ban = banInForce(access, now());
    if (ban !== undefined) throw bannedFromService(ban);
    if (presented !== undefined && isRevoked(access, presented.issuedAt)) {
      throw new ReplyError(401, "token: revoked");
    }
  }

  /** The Unix second up to which a user's tokens are revoked, if they are. */
  async revokedSecond(userId: string): Promise<number | undefined> {
    const { revokedAt } = await this.#options.administration.access(userId);
    return revokedAt === undefined ? undefined : secondOf(revokedAt);
  }

  /** Bans a user from the service, or lifts that. @throws {ReplyError} 403 */
  async ban(
    userId: string,
    { seconds, reason }: BanTerms,
  ): Promise<BanEnd> {
    const { administration, nodes, now } = this.#options;
    if (seconds === 0) {
      await administration.ban(userId, undefined);
      return { until: 0 };
    }
    const until = seconds === undefined ? undefined : now() + seconds * 1000;
    await nodes.settling(
      administration.ban(userId, { until, reason }),
      () => this.#settleBan(userId),
    );
    nodes.sendAway(userId, SENT_AWAY);
    return until === undefined ? {} : { until };
  }

  /**
   * Revokes a user's tokens issued until now, and closes the connections that
   * used them. @throws {ReplyError} 403
   */
  async revoke(userId: string): Promise<void> {
    const { administration, nodes } = this.#options;
    const at = await this.#revocationOf(userId);
    await nodes.settling(
      administration.revoke(userId, at),
      () => this.#settleRevocation(userId, at),
    );
    nodes.sendAway(userId, TOKEN_REVOKED);
  }

  /**
   * Now, or after the last second that is revoked: the tokens that replaced
   * those are dated in the next one, and must not outlive a further revocation.
   */
  async #revocationOf(userId: string): Promise<number> {
    const revoked = await this.revokedSecond(userId);
    const now = this.#options.now();
    return revoked === undefined ? now : Math.max(now, (revoked + 1) * 1000);
  }

  /** The ban may have taken effect. */
  async #settleBan(userId: string): Promise<void> {
    const { administration, nodes, now } = this.#options;
    const ban = banInForce(await administration.access(userId), now());
    if (ban !== undefined) nodes.sendAway(userId, SENT_AWAY);
  }

  /** The revocation may have taken effect. */
  async #settleRevocation(userId: string, at: number): Promise<void> {
    const { administration, nodes } = this.#options;
    const { revokedAt = 0 } = await administration.access(userId);
    if (revokedAt >= at) nodes.sendAway(userId, TOKEN_REVOKED);
  }

  /** Closes a user's connections on every node. */
  disconnect(userId: string, reason?: string): void {
    const close = reason === undefined || reason === ""
      ? SENT_AWAY
      : { ...SENT_AWAY, reason: cut(reason) };
    this.#options.nodes.sendAway(userId, close);
  }
}

function bannedFromService(
  { until, reason }: { until: number | undefined; reason: string | undefined },
): ReplyError {
  const end = until === undefined
    ? ""
    : ` until ${new Date(until).toISOString()}`;
  const why = reason === undefined ? "" : `: ${reason}`;
  const data = { reason: "banned" } as const;
  return new ReplyError(
    403,
    `you are banned from this service${end}${why}`,
    until === undefined ? data : { ...data, until },
  );
}

/** As much of a text as fits in a close frame, whole characters of it. */
function cut(text: string): string {
  const target = new Uint8Array(MAX_REASON);
  const { read } = new TextEncoder().encodeInto(text, target);
  return text.slice(0, read);
}
