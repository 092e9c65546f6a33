import {
  createLocalJWKSet,
  createRemoteJWKSet,
  type CryptoKey,
  customFetch,
  errors,
  type JWSHeaderParameters,
  type JWTVerifyGetKey,
} from "jose";
import type { Clock } from "../base/clock.ts";

/** Milliseconds for the issuer to answer. */
const TIMEOUT = 5000;
/** Least milliseconds between two fetches for keys that are not in the set. */
const COOLDOWN = 30_000;
/** Milliseconds after which the set is refreshed in the background. */
const STALE = 600_000;
/** Milliseconds after a failure before the next attempt. */
const PAUSE = 1000;
/** Most bytes of a set of keys; a larger one is not read. */
const MAX_SIZE = 1024 * 1024;

/** The set of keys cannot be fetched now; the cause says why. */
export class JwksUnavailable extends Error {
  override readonly name = "JwksUnavailable";
}

/** What {@linkcode Jwks} needs. */
export interface JwksOptions {
  readonly url: string;
  readonly clock: Pick<Clock, "elapsed">;
  /** Called with each fetch that failed. */
  readonly onFailure: (fault: unknown) => void;
}

/**
 * The public keys of an issuer: a JSON Web Key Set (RFC 7517) at an address. It
 * is fetched when a key is first needed, and again for an unknown key, at most
 * every 30 seconds. It is kept for the life of the process. After ten minutes
 * it is refreshed while the old one stays in use, so that an unreachable issuer
 * affects nobody whose key is known.
 */
export class Jwks {
  #options: JwksOptions;
  #set: ReturnType<typeof createRemoteJWKSet>;
  #fetched = -Infinity;
  #failed = -Infinity;
  #ending = new AbortController();

  constructor(options: JwksOptions) {
    this.#options = options;
    this.#set = createRemoteJWKSet(new URL(options.url), {
      timeoutDuration: TIMEOUT,
      cooldownDuration: COOLDOWN,
      cacheMaxAge: Infinity,
      [customFetch]: (url, init) => this.#fetch(url, init),
    });
  }

  /** Ends the fetch under way; from now on none succeeds. */
  stop(): void {
    this.#ending.abort();
  }

  /**
   * The keys that match a token's header; none if the set has none.
   *
   * @throws {JwksUnavailable}
   */
  async find(
    header: JWSHeaderParameters,
    token: Parameters<JWTVerifyGetKey>[1],
  ): Promise<readonly CryptoKey[]> {
    this.#refresh();
    try {
      return [await this.#set(header, token)];
    } catch (fault) {
      if (fault instanceof errors.JWKSMultipleMatchingKeys) {
        return await Array.fromAsync(fault);
      }
      if (fault instanceof errors.JWKSNoMatchingKey) return [];
      throw new JwksUnavailable("no set of keys", { cause: fault });
    }
  }

  #refresh(): void {
    const { clock } = this.#options;
    if (clock.elapsed() - this.#fetched < STALE) return;
    if (this.#set.jwks() === undefined) return;
    // A failure has been reported, and the old keys stay in use.
    this.#set.reload().catch(() => {});
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    const { clock, onFailure } = this.#options;
    if (clock.elapsed() - this.#failed < PAUSE) {
      throw new Error("failed a moment ago");
    }
    const ends = [this.#ending.signal, ...init.signal ? [init.signal] : []];
    const signal = AbortSignal.any(ends);
    try {
      const text = await textOf(await fetch(url, { ...init, signal }));
      // Parsed here, so that a wrong set is reported; jose would only refuse
      // tokens.
      createLocalJWKSet(JSON.parse(text));
      this.#fetched = clock.elapsed();
      return new Response(text);
    } catch (fault) {
      this.#failed = clock.elapsed();
      if (!this.#ending.signal.aborted) onFailure(fault);
      throw fault;
    }
  }
}

/** The text of a response, up to the size of a set of keys. */
async function textOf({ status, body }: Response): Promise<string> {
  if (status !== 200) {
    await body?.cancel();
    throw new Error(`got status ${status}: expected 200`);
  }
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const piece of body ?? []) {
    size += piece.length;
    if (size > MAX_SIZE) throw new Error(`got more than ${MAX_SIZE} bytes`);
    text += decoder.decode(piece, { stream: true });
  }
  return text + decoder.decode();
}
