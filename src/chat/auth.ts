import { errors, jwtVerify, SignJWT } from "jose";
import { isId, isReserved } from "../domain/ids.ts";
import { ReplyError } from "../base/errors.ts";

const ALGORITHM = "HS256";
/**
 * The greatest Unix time in milliseconds that a Date holds, ECMA-262 21.4.1.1.
 */
const LAST_TIME = 8.64e15;

/** A token that proves a user's id, and when it expires. */
export interface Token {
  readonly token: string;
  /** Unix time in milliseconds. */
  readonly expiresAt: number;
}

/** What a valid token says. */
export interface Claims {
  readonly userId: string;
  /** Unix time in milliseconds. */
  readonly expiresAt: number;
}

/** What {@linkcode Auth} needs. */
export interface AuthOptions {
  /**
   * Signs the tokens. Without it a random one is used until the process ends.
   */
  readonly secret: string | undefined;
  /** Milliseconds for which an issued token is valid. */
  readonly tokenExpiry: number;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/**
 * Tokens: JSON Web Tokens (RFC 7519) signed with HMAC-SHA256, whose subject is
 * the user's id and whose expiry is set. The signature is compared in constant
 * time by Web Crypto.
 */
export class Auth {
  #key: Uint8Array;
  #required: boolean;
  #tokenExpiry: number;
  #now: () => number;

  constructor({ secret, tokenExpiry, now }: AuthOptions) {
    this.#required = secret !== undefined;
    this.#key = secret === undefined
      ? crypto.getRandomValues(new Uint8Array(32))
      : new TextEncoder().encode(secret);
    this.#tokenExpiry = tokenExpiry;
    this.#now = now;
  }

  /** A new token for a user. Expiry has the resolution of a second. */
  async issue(userId: string): Promise<Token> {
    const seconds = Math.floor(this.#now() / 1000);
    const expires = Math.ceil((this.#now() + this.#tokenExpiry) / 1000);
    const token = await new SignJWT()
      .setProtectedHeader({ alg: ALGORITHM, typ: "JWT" })
      .setSubject(userId)
      .setIssuedAt(seconds)
      .setExpirationTime(expires)
      .sign(this.#key);
    return { token, expiresAt: expires * 1000 };
  }

  /**
   * Checks a token and returns what it says.
   *
   * @throws {ReplyError} 401; 403 when it is for the service's own id
   */
  async verify(token: string): Promise<Claims> {
    const { sub, exp = 0 } = await this.#payload(token);
    if (typeof sub !== "string" || !isId(sub)) {
      throw new ReplyError(401, "token: its subject is not a user id");
    }
    if (isReserved(sub)) {
      throw new ReplyError(403, "token: its subject is the service's own id");
    }
    return { userId: sub, expiresAt: this.#expiryOf(exp) };
  }

  /**
   * Checks a login. With a token it must be the user's own. Without one the
   * user's word is enough, unless the server has a secret. Returns the token to
   * go on with.
   *
   * @throws {ReplyError} 401; 403 for the service's own id
   */
  async login(
    userId: string,
    presented: string | undefined,
  ): Promise<Token> {
    if (isReserved(userId)) {
      throw new ReplyError(
        403,
        `id: ${userId} is the service's own: expected another user id`,
      );
    }
    if (presented === undefined) {
      if (this.#required) {
        throw new ReplyError(401, "token: required to log in");
      }
      return await this.issue(userId);
    }
    const { userId: subject, expiresAt } = await this.verify(presented);
    if (subject !== userId) {
      throw new ReplyError(401, "token: its subject is not this id");
    }
    return { token: presented, expiresAt };
  }

  /**
   * An expiry may have fractions of a second, RFC 7519 section 2; our
   * milliseconds may not.
   */
  #expiryOf(exp: number): number {
    const expiresAt = Math.floor(exp * 1000);
    if (expiresAt > LAST_TIME) {
      throw new ReplyError(401, "token: its claim exp is missing or wrong");
    }
    // jose has compared whole seconds only.
    if (expiresAt <= this.#now()) throw new ReplyError(401, "token: expired");
    return expiresAt;
  }

  async #payload(token: string): Promise<{ sub?: string; exp?: number }> {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: [ALGORITHM],
        requiredClaims: ["sub", "exp"],
        currentDate: new Date(this.#now()),
      });
      return payload;
    } catch (fault) {
      throw toUnauthorized(fault);
    }
  }
}

function toUnauthorized(fault: unknown): unknown {
  if (fault instanceof errors.JWTExpired) {
    return new ReplyError(401, "token: expired");
  }
  if (fault instanceof errors.JWTClaimValidationFailed) {
    return new ReplyError(
      401,
      `token: its claim ${fault.claim} is missing or wrong`,
    );
  }
  if (fault instanceof errors.JOSEError) {
    return new ReplyError(401, "token: invalid");
  }
  return fault;
}
