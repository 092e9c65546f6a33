import { Auth, type AuthOptions } from "../../src/auth/auth.ts";
import { systemClock } from "../../src/base/clock.ts";

/** A test's settings of tokens; by default a service without keys. */
export type AuthSettings = Partial<AuthOptions>;

/** Issues and checks tokens with a test's settings. */
export function createTestAuth(settings: AuthSettings = {}): Auth {
  return new Auth({
    secrets: [],
    publicKeys: [],
    jwks: undefined,
    issuer: undefined,
    audience: undefined,
    tokenExpiry: 60_000,
    now: systemClock.now,
    clock: systemClock,
    onJwksFailure: () => {},
    ...settings,
  });
}
