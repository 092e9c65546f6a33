/*
 * The client's errors are recognised by name: when the store is a built file of
 * its own, the client and its classes come from another file.
 */

const NOT_FOUND = 404;

/** Is the client closed, or nobody logged in? */
export function isClosed(error: unknown): boolean {
  return error instanceof Error && error.name === "GimClosedError";
}

/** Does the service say that it does not exist? */
export function isNotFound(error: unknown): boolean {
  return error instanceof Error && error.name === "GimReplyError" &&
    "code" in error && error.code === NOT_FOUND;
}
