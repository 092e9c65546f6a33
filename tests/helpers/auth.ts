import { Auth, type AuthOptions } from "../../src/auth/auth.ts";
import { systemClock } from "../../src/base/clock.ts";

/** What a test says about its tokens; the rest is a service without keys. */
export type AuthSettings = Partial<AuthOptions>;

/** What issues and checks tokens, as a test wants it. */
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
