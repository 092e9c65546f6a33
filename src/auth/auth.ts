import { SignJWT } from "jose";
import type { Clock } from "../base/clock.ts";
import { ReplyError } from "../base/errors.ts";
import { isReserved } from "../domain/ids.ts";
import { Jwks } from "./jwks.ts";
import type { PublicKey } from "./public_key.ts";
import { SECRET_ALGORITHM, TokenKeys } from "./token_keys.ts";
import { type Claims, TokenVerifier } from "./token_verifier.ts";

/** A token that proves a user's id, and when it expires. */
export interface Token {
  readonly token: string;
  /** Unix time in milliseconds. */
  readonly expiresAt: number;
}

/** What a new token says besides whose it is. */
export interface TokenTerms {
  /** The user's name; undefined: what they say at login. */
  readonly name?: string | undefined;
  /** Milliseconds for which it is valid; as the service has it if not given. */
  readonly lifetime?: number | undefined;
  /** Unix time in seconds after which it has to have been issued. */
  readonly after?: number | undefined;
}

/** A login that was accepted. */
export interface CheckedLogin extends Token {
  /** Unix time in seconds, if the token says it. */
  readonly issuedAt?: number;
  /** The user's name in the token, which takes precedence over the login's. */
  readonly name?: string;
}

/** What {@linkcode Auth} needs. */
export interface AuthOptions {
  /**
   * The first signs tokens, all of them verify. Without any secret, and without
   * keys of others, a random one is used until the process ends.
   */
  readonly secrets: readonly string[];
  /** Public keys that verify tokens signed by others. */
  readonly publicKeys: readonly PublicKey[];
  /** The address of a set of public keys; undefined: there is none. */
  readonly jwks: string | undefined;
  /** The issuer that a token must have, and that ours get; undefined: any. */
  readonly issuer: string | undefined;
  /** The audience that a token must have, and that ours get; undefined: any. */
  readonly audience: string | undefined;
  /** Milliseconds for which an issued token is valid. */
  readonly tokenExpiry: number;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  readonly clock: Pick<Clock, "elapsed">;
  /** Called when the keys of `jwks` cannot be fetched. */
  readonly onJwksFailure: (fault: unknown) => void;
}

/**
 * Tokens: JSON Web Tokens (RFC 7519) whose subject is the user's id and which
 * have an expiry. They are signed by this service with HMAC-SHA256, or by
 * others whose public keys it has. Web Crypto compares signatures in constant
 * time.
 */
export class Auth {
  #options: AuthOptions;
  #keys: TokenKeys;
  #verifier: TokenVerifier;
  #jwks: Jwks | undefined;
  /** Does a login need a token? */
  readonly required: boolean;

  constructor(options: AuthOptions) {
    const { secrets, publicKeys, jwks } = options;
    this.#options = options;
    this.required = secrets.length + publicKeys.length > 0 ||
      jwks !== undefined;
    this.#jwks = jwks === undefined ? undefined : new Jwks({
      url: jwks,
      clock: options.clock,
      onFailure: options.onJwksFailure,
    });
    this.#keys = new TokenKeys({
      publicKeys,
      secrets: this.required
        ? secrets.map((secret) => new TextEncoder().encode(secret))
        : [crypto.getRandomValues(new Uint8Array(32))],
      jwks: this.#jwks,
    });
    this.#verifier = new TokenVerifier({
      keys: this.#keys,
      issuer: options.issuer,
      audience: options.audience,
      now: options.now,
    });
  }

  /**
   * A new token for a user. Times have the resolution of a second.
   *
   * @throws {ReplyError} 409 if only others sign tokens
   */
  async issue(
    userId: string,
    { name, lifetime, after = 0 }: TokenTerms = {},
  ): Promise<Token> {
    const { now, tokenExpiry, issuer, audience } = this.#options;
    const { signing } = this.#keys;
    if (signing === undefined) {
      throw new ReplyError(409, "token: signed by others only");
    }
    // One that replaces tokens revoked in this second must not count as one of
    // them.
    const seconds = Math.max(Math.floor(now() / 1000), after + 1);
    const expires = Math.ceil((now() + (lifetime ?? tokenExpiry)) / 1000);
    const unsigned = new SignJWT(name === undefined ? {} : { name })
      .setProtectedHeader({ alg: SECRET_ALGORITHM, typ: "JWT" })
      .setSubject(userId)
      .setIssuedAt(seconds)
      .setExpirationTime(expires);
    if (issuer !== undefined) unsigned.setIssuer(issuer);
    if (audience !== undefined) unsigned.setAudience(audience);
    const token = await unsigned.sign(signing);
    return { token, expiresAt: expires * 1000 };
  }

  /** Ends what asks for keys; whoever waits for one is refused. */
  stop(): void {
    this.#jwks?.stop();
  }

  /**
   * Checks a token and returns its claims.
   *
   * @throws {ReplyError} 401; 403 when it is for the service's own id; 503 when
   * the key it needs cannot be fetched
   */
  verify(token: string): Promise<Claims> {
    return this.#verifier.verify(token);
  }

  /**
   * Checks a login. With a token it must be the user's own. Without one the
   * user's word is enough, unless the server has a secret or keys of others.
   * Returns the token to go on with; a new one is issued on these terms.
   *
   * @throws {ReplyError} 401; 403 for the service's own id; 503 when the key
   * the token needs cannot be fetched
   */
  async login(
    userId: string,
    presented: string | undefined,
    terms: TokenTerms = {},
  ): Promise<CheckedLogin> {
    if (isReserved(userId)) {
      throw new ReplyError(
        403,
        `id: ${userId} is the service's own: expected another user id`,
      );
    }
    if (presented === undefined) {
      if (this.required) {
        throw new ReplyError(401, "token: required to log in");
      }
      return await this.issue(userId, terms);
    }
    const { userId: subject, ...claims } = await this.verify(presented);
    if (subject !== userId) {
      throw new ReplyError(401, "token: its subject is not this id");
    }
    return { token: presented, ...claims };
  }
}
