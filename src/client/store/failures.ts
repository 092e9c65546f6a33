/*
 * The client's errors are told by their names: where the store is a file of its
 * own, its client comes from another one, and so do the classes.
 */

const NOT_FOUND = 404;

/** Is the client closed, or nobody logged in? */
export function isClosed(error: unknown): boolean {
  return error instanceof Error && error.name === "GimClosedError";
}

/** Does the service say that there is no such thing? */
export function isNotFound(error: unknown): boolean {
  return error instanceof Error && error.name === "GimReplyError" &&
    "code" in error && error.code === NOT_FOUND;
}
