import { Auth } from "../auth/auth.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../observe/log.ts";
import type { Options } from "../options/options.ts";

/** What {@linkcode createAuth} needs beside the options. */
export interface AuthEnvironment {
  readonly clock: Clock;
  readonly log: Log;
  /** Unix time in milliseconds, by the clock that all nodes share. */
  readonly now: () => number;
}

/** Builds what issues and checks tokens. */
export function createAuth(
  options: Options,
  { clock, log, now }: AuthEnvironment,
): Auth {
  return new Auth({
    secrets: options.authSecret,
    publicKeys: options.authPublicKey,
    jwks: options.authJwks,
    issuer: options.authIssuer,
    audience: options.authAudience,
    tokenExpiry: options.tokenExpiry,
    now,
    clock,
    onJwksFailure: (fault) =>
      log.warn("keys of --auth-jwks not fetched", { fault: String(fault) }),
  });
}
