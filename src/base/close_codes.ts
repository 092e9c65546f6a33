/**
 * The close codes of the wire in one table: why a connection ends, and whether
 * its client may come back.
 *
 * @module
 */

/** One row of the close table. */
export interface Close {
  /** The code in the close frame, RFC 6455 section 7.4. */
  readonly code: number;
  /** The reason in the close frame: at most 123 bytes, never internal. */
  readonly reason: string;
  /** When the client may connect again. */
  readonly reconnect: "no" | "yes" | "with a new token";
}

/** The server is ending; every client comes back after a random pause. */
export const GOING_AWAY: Close = {
  code: 1001,
  reason: "server going away",
  reconnect: "yes",
};
/** No answer to a ping, or anything else, for a minute. */
export const UNRESPONSIVE: Close = {
  code: 1001,
  reason: "no answer to a ping",
  reconnect: "yes",
};
/** The bytes that came in are not a WebSocket frame. */
export const NO_FRAME: Close = {
  code: 1002,
  reason: "not a frame as RFC 6455 has it",
  reconnect: "yes",
};
/** A binary frame on a text connection, or the reverse. */
export const WRONG_FRAME_KIND: Close = {
  code: 1003,
  reason: "wrong kind of frame for this encoding",
  reconnect: "no",
};
/** A text that is not UTF-8, or a message that cannot be decompressed. */
export const UNREADABLE_TEXT: Close = {
  code: 1007,
  reason: "not UTF-8, or not what was compressed",
  reconnect: "yes",
};
/** A message over `--max-frame-size`, or in too many fragments. */
export const FRAME_TOO_BIG: Close = {
  code: 1009,
  reason: "frame too big",
  reconnect: "no",
};
/** The tenth malformed frame of a connection. */
export const MALFORMED: Close = {
  code: 4400,
  reason: "too many malformed frames",
  reconnect: "no",
};
/** A reply could not be written; this is our fault and is logged. */
export const INTERNAL_ERROR: Close = {
  code: 1011,
  reason: "internal error",
  reconnect: "yes",
};
/** No login within `--login-timeout`. */
export const LOGIN_TIMEOUT: Close = {
  code: 4401,
  reason: "no login in time",
  reconnect: "with a new token",
};
/** The token that this connection logged in with has expired. */
export const TOKEN_EXPIRED: Close = {
  code: 4401,
  reason: "token expired",
  reconnect: "with a new token",
};
/** The user's tokens were revoked. */
export const TOKEN_REVOKED: Close = {
  code: 4401,
  reason: "token revoked",
  reconnect: "with a new token",
};
/** Closed by the operator of the service: disconnected, banned or erased. */
export const SENT_AWAY: Close = {
  code: 4403,
  reason: "sent away",
  reconnect: "no",
};
/** No frame within `--heartbeat-interval`. */
export const HEARTBEAT_TIMEOUT: Close = {
  code: 4408,
  reason: "no frame within the heartbeat interval",
  reconnect: "yes",
};
/**
 * Over `--max-connections-per-user`: the connection that seems dead is closed,
 * or the oldest.
 */
export const REPLACED: Close = {
  code: 4409,
  reason: "replaced by a newer connection",
  reconnect: "no",
};
/** A private push did not fit under `--max-outbound-bytes`. */
export const SLOW_CONSUMER: Close = {
  code: 4413,
  reason: "slow consumer",
  reconnect: "yes",
};
/** Over the number of unanswered requests that a connection may have. */
export const FLOODING: Close = {
  code: 4429,
  reason: "too many requests unanswered",
  reconnect: "yes",
};
