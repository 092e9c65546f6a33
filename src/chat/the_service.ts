import { SYSTEM } from "../domain/ids.ts";
import { type Actor, SERVICE } from "../storage/actor.ts";
import type { Caller } from "./caller.ts";

/** The server API as a caller: above everybody. */
export const THE_SERVICE: Caller = {
  userId: SYSTEM,
  ref: undefined,
  privileged: true,
};

/** Who acts, as a storage sees them. Nobody can log in with the service's id. */
export function actorOf({ userId }: Pick<Caller, "userId">): Actor {
  return userId === SYSTEM ? SERVICE : userId;
}
