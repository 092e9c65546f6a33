import {
  type CompactJWSHeaderParameters,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyOptions,
} from "jose";
import { ReplyError } from "../base/errors.ts";
import { isId, isReserved } from "../domain/ids.ts";
import { isUserName } from "../domain/names.ts";
import { JwksUnavailable } from "./jwks.ts";
import type { TokenKeys } from "./token_keys.ts";

/**
 * The greatest Unix time in milliseconds that a Date holds, ECMA-262 21.4.1.1.
 */
const LAST_TIME = 8.64e15;
/** Most characters of a name. */
const MAX_NAME = 64;

/** The claims of a valid token. */
export interface Claims {
  readonly userId: string;
  /** Unix time in milliseconds. */
  readonly expiresAt: number;
  /** Unix time in seconds, if the token says it. */
  readonly issuedAt?: number;
  /** The user's name, if the token has one and it is valid. */
  readonly name?: string;
}

/** What {@linkcode TokenVerifier} needs. */
export interface TokenVerifierOptions {
  readonly keys: TokenKeys;
  /** The issuer that a token must have; undefined: any. */
  readonly issuer: string | undefined;
  /** The audience that a token must have; undefined: any. */
  readonly audience: string | undefined;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/**
 * Verifies JSON Web Tokens (RFC 7519): the signature, the expiry, which must be
 * set, the subject, which is a user's id, and issuer and audience if they are
 * configured.
 */
export class TokenVerifier {
  #options: TokenVerifierOptions;

  constructor(options: TokenVerifierOptions) {
    this.#options = options;
  }

  /**
   * @throws {ReplyError} 401; 403 when it is for the service's own id; 503 when
   * the key it needs cannot be fetched
   */
  async verify(token: string): Promise<Claims> {
    const { sub, exp = 0, iat, name } = await this.#payload(token);
    if (typeof sub !== "string" || !isId(sub)) {
      throw new ReplyError(401, "token: its subject is not a user id");
    }
    if (isReserved(sub)) {
      throw new ReplyError(403, "token: its subject is the service's own id");
    }
    const issued = typeof iat === "number" ? { issuedAt: iat } : undefined;
    const claims = { userId: sub, expiresAt: this.#expiryOf(exp), ...issued };
    return isUsable(name) ? { ...claims, name } : claims;
  }

  async #payload(token: string): Promise<JWTPayload> {
    try {
      return await this.#verified(token);
    } catch (fault) {
      throw toRefusal(fault);
    }
  }

  /** Tries the keys in turn; if none fits, the signature is wrong. */
  async #verified(token: string): Promise<JWTPayload> {
    const { keys } = this.#options;
    const header = headerOf(token);
    const [encoded = "", payload = "", signature = ""] = token.split(".");
    const input = { protected: encoded, payload, signature };
    for await (const key of keys.candidates({ header, token: input })) {
      try {
        return (await jwtVerify(token, key, this.#terms())).payload;
      } catch (fault) {
        if (!isOtherKeys(fault)) throw fault;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }

  #terms(): JWTVerifyOptions {
    const { keys: { algorithms }, issuer, audience, now } = this.#options;
    return {
      algorithms,
      requiredClaims: ["sub", "exp"],
      currentDate: new Date(now()),
      ...issuer === undefined ? {} : { issuer },
      ...audience === undefined ? {} : { audience },
    };
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
    if (expiresAt <= this.#options.now()) {
      throw new ReplyError(401, "token: expired");
    }
    return expiresAt;
  }
}

function isUsable(name: unknown): name is string {
  return typeof name === "string" && name.length > 0 &&
    [...name].length <= MAX_NAME && isUserName(name);
}

function headerOf(token: string): CompactJWSHeaderParameters {
  try {
    return decodeProtectedHeader(token) as CompactJWSHeaderParameters;
  } catch {
    throw new errors.JWSInvalid();
  }
}

/**
 * Is the signature wrong, or does the key not fit the algorithm (a TypeError)?
 */
function isOtherKeys(fault: unknown): boolean {
  return fault instanceof errors.JWSSignatureVerificationFailed ||
    fault instanceof TypeError;
}

function toRefusal(fault: unknown): unknown {
  if (fault instanceof JwksUnavailable) {
    return new ReplyError(503, "token: its issuer's keys are not to be had");
  }
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
