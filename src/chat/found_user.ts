import type { User } from "../domain/model.ts";
import type * as response from "../protocol/responses.ts";

/**
 * A user as others see them. It shares nothing with what is stored, so that
 * whoever gets it may change it.
 *
 * @param now Unix time in milliseconds, since when somebody online is seen
 */
export function foundUser(
  { id, name, lastSeen, data }: User,
  { online, now }: { online: boolean; now: number },
): response.FoundUser {
  const last_seen = online ? now : lastSeen;
  return { id, name, online, last_seen, data: { ...data } };
}
