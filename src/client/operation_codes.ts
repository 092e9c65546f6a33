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
  join: 301,
  leave: 303,
  members: 305,
  user: 401,
};
