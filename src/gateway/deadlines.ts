import {
  type Close,
  HEARTBEAT_TIMEOUT,
  LOGIN_TIMEOUT,
  TOKEN_EXPIRED,
} from "../base/close_codes.ts";
import type { Peer } from "./peer.ts";

/** How long a peer may do nothing, in milliseconds. */
export interface Patience {
  /** From the upgrade, or a logout, to a login. */
  readonly loginTimeout: number;
  /** From one frame to the next. */
  readonly heartbeatInterval: number;
}

const SHORTEST_SWEEP = 5;
const LONGEST_SWEEP = 1000;

/**
 * Why a peer's connection has to be closed now; undefined if it need not. Times
 * are the clock's `elapsed`, so that setting the machine's clock closes none.
 */
export function overdue(
  peer: Peer,
  elapsed: number,
  patience: Patience,
): Close | undefined {
  const { login, loggedOutSince, lastFrameAt } = peer;
  if (elapsed - lastFrameAt >= patience.heartbeatInterval) {
    return HEARTBEAT_TIMEOUT;
  }
  if (login === undefined) {
    const waited = elapsed - loggedOutSince;
    return waited >= patience.loginTimeout ? LOGIN_TIMEOUT : undefined;
  }
  return elapsed >= (login.endsAt ?? Infinity) ? TOKEN_EXPIRED : undefined;
}

/**
 * Milliseconds between two checks of all peers: a twentieth of the shorter
 * limit. So a close is at most that late, and one timer serves all connections.
 */
export function sweepInterval(patience: Patience): number {
  const { loginTimeout, heartbeatInterval } = patience;
  const twentieth = Math.min(loginTimeout, heartbeatInterval) / 20;
  return Math.min(LONGEST_SWEEP, Math.max(SHORTEST_SWEEP, twentieth));
}
