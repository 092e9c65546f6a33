import { ReplyError } from "../base/errors.ts";

/**
 * For what goes through many things, given to `catch`: one that has gone
 * meanwhile is passed over. It is gone where it is not found (404), or where
 * whoever acts is no longer a member of it (403).
 *
 * @throws any other fault: after an outage of the storage (503) the rest would
 * be left out, and nobody would know
 */
export function unlessGone(fault: unknown): undefined {
  const isGone = fault instanceof ReplyError &&
    (fault.code === 404 || fault.code === 403);
  if (!isGone) throw fault;
}
