import type { OperationName } from "../protocol/operations.ts";

/**
 * The op of each request. They are repeated here because the service's own
 * table brings its validators along, which a client does not need.
 */
export const OPERATION_CODES: Readonly<Record<OperationName, number>> = {
  login: 101,
  logout: 103,
  heartbeat: 105,
  send: 201,
  history: 203,
  sessions: 205,
  sync: 207,
  read: 209,
  recall: 211,
  edit: 213,
  react: 215,
  reactions: 217,
  signal: 219,
  join: 301,
  leave: 303,
  members: 305,
  chatroom: 307,
  configure: 309,
  role: 311,
  remove: 313,
  ban: 315,
  mute: 317,
  add: 319,
  sanctions: 321,
  user: 401,
  block: 403,
  blocks: 405,
  watch: 407,
  profile: 409,
};
