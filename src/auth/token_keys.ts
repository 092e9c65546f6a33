import type {
  CompactJWSHeaderParameters,
  CryptoKey,
  FlattenedJWSInput,
  JWK,
} from "jose";
import type { Jwks } from "./jwks.ts";
import type { PublicKey } from "./public_key.ts";

/** The algorithm of tokens that are signed with a secret. */
export const SECRET_ALGORITHM = "HS256";

/** Algorithms of tokens signed by others. */
const PUBLIC_ALGORITHMS: readonly string[] = [
  ...["RS256", "ES256", "EdDSA", "Ed25519"],
];

/** What {@linkcode TokenKeys} need. */
export interface TokenKeysOptions {
  /** The first signs, all verify. */
  readonly secrets: readonly Uint8Array[];
  readonly publicKeys: readonly PublicKey[];
  /** Undefined: there is no set of keys. */
  readonly jwks: Pick<Jwks, "find"> | undefined;
}

/** A key that may have signed a token. */
export type TokenKey = CryptoKey | JWK | Uint8Array;

/** A token, and its header, which names its key. */
export interface SignedBy {
  readonly header: CompactJWSHeaderParameters;
  readonly token: FlattenedJWSInput;
}

/**
 * The keys that verify tokens. The algorithm in a token's header decides which
 * kind of key is used, so that a public key is never taken for a secret (RFC
 * 8725 section 3.1).
 */
export class TokenKeys {
  /** Every algorithm for which there is a key. */
  readonly algorithms: string[];
  #options: TokenKeysOptions;

  constructor(options: TokenKeysOptions) {
    this.#options = options;
    const { secrets, publicKeys, jwks } = options;
    this.algorithms = [
      ...secrets.length > 0 ? [SECRET_ALGORITHM] : [],
      ...jwks === undefined
        ? new Set(publicKeys.flatMap(({ algorithms }) => algorithms))
        : PUBLIC_ALGORITHMS,
    ];
  }

  /** The secret that signs; undefined if only others sign. */
  get signing(): Uint8Array | undefined {
    return this.#options.secrets[0];
  }

  /**
   * The keys that may have signed a token, known ones first.
   *
   * @throws {JwksUnavailable} when no known key fits and the set cannot be
   * fetched
   */
  async *candidates({ header, token }: SignedBy): AsyncGenerator<TokenKey> {
    const { secrets, publicKeys, jwks } = this.#options;
    const algorithm = header.alg;
    if (algorithm === SECRET_ALGORITHM) {
      yield* secrets;
      return;
    }
    for (const { algorithms, jwk } of publicKeys) {
      if (algorithms.includes(algorithm)) yield jwk;
    }
    if (jwks !== undefined) yield* await jwks.find(header, token);
  }
}
