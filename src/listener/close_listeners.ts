import type { Clock } from "../base/clock.ts";
import { atMost } from "../base/within.ts";
import type { Listener } from "./listen.ts";

/**
 * Milliseconds for peers to answer the close frame; after that they are cut
 * off.
 */
export const CLOSE_TIMEOUT = 1500;

/**
 * Unbinds addresses whose sockets have just been closed, within {@linkcode
 * CLOSE_TIMEOUT} even if a peer does not read.
 */
export async function closeListeners(
  listeners: readonly Listener[],
  clock: Pick<Clock, "after" | "cancel">,
): Promise<void> {
  const shutdowns = listeners.map((listener) => listener.shutdown());
  await atMost(Promise.all(shutdowns), { ms: CLOSE_TIMEOUT, clock });
  for (const listener of listeners) listener.abort();
}
