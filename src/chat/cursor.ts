import { ReplyError } from "../base/errors.ts";
import type { ListPosition } from "../storage/list_position.ts";

/** The list a cursor belongs to; any other list refuses it. */
export type CursorKind =
  | "sessions"
  | "members"
  | "sanctions"
  | "blocks"
  | "users"
  | "chatrooms"
  | "memberships"
  | "user-sanctions"
  | "reactions";

/** Writes a position in a list as an opaque text, safe in a query string. */
export function encodeCursor(kind: CursorKind, at: ListPosition): string {
  return btoa(`${kind} ${at.time} ${at.id}`)
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * Reads what {@linkcode encodeCursor} wrote.
 *
 * @throws {ReplyError} 400
 */
export function decodeCursor(
  kind: CursorKind,
  cursor: string | undefined,
): ListPosition | undefined {
  if (cursor === undefined) return undefined;
  const form = new RegExp(`^${kind} (\\d{1,16}) ([\\w.@:-]{1,140})$`);
  const [, time, id] = form.exec(decode(cursor)) ?? [];
  if (id === undefined || !Number.isSafeInteger(Number(time))) {
    throw badCursor();
  }
  return { time: Number(time), id };
}

function decode(cursor: string): string {
  try {
    return atob(cursor.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    return "";
  }
}

/** The refusal of a cursor that is not ours. */
export function badCursor(): ReplyError {
  return new ReplyError(
    400,
    "cursor: expected one that a page before returned",
  );
}
