import { createPublicKey, type KeyObject } from "node:crypto";
import type { JWK } from "jose";

/** A key that verifies tokens signed by somebody else. */
export interface PublicKey {
  /**
   * Algorithms that a token's header may name; RFC 7518 section 3.1, RFC 8037,
   * RFC 9864.
   */
  readonly algorithms: readonly string[];
  readonly jwk: JWK;
}

const PEM_BLOCK =
  /-----BEGIN (PUBLIC KEY|RSA PUBLIC KEY|CERTIFICATE)-----[^-]*-----END \1-----/g;
const ANY_BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----/g;

/** The least that RFC 7518 section 3.3 allows. */
const MIN_RSA_BITS = 2048;

/**
 * The public keys in a PEM text, RFC 7468, which may be certificates: RSA with
 * at least 2048 bits (RS256), the curve P-256 (ES256) or Ed25519 (EdDSA).
 * Undefined if there is no key, or anything else.
 */
export function parsePublicKeys(
  text: string,
): readonly PublicKey[] | undefined {
  const blocks = text.match(PEM_BLOCK) ?? [];
  // Anything else, such as a private key, is a mistake to be reported.
  if (blocks.length !== (text.match(ANY_BLOCK) ?? []).length) return undefined;
  const keys = blocks.map(parseKey).filter((key) => key !== undefined);
  const isWhole = keys.length === blocks.length && keys.length > 0;
  return isWhole ? keys : undefined;
}

function parseKey(pem: string): PublicKey | undefined {
  try {
    const key = createPublicKey(pem);
    const algorithms = algorithmsOf(key);
    if (algorithms.length === 0) return undefined;
    return { algorithms, jwk: key.export({ format: "jwk" }) as JWK };
  } catch {
    return undefined;
  }
}

function algorithmsOf(key: KeyObject): readonly string[] {
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case "rsa":
      return modulusLength >= MIN_RSA_BITS ? ["RS256"] : [];
    case "ec":
      return ["prime256v1", "p256", "P-256"].includes(`${namedCurve}`)
        ? ["ES256"]
        : [];
    case "ed25519":
      return ["EdDSA", "Ed25519"];
    default:
      return [];
  }
}
