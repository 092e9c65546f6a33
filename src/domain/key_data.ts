import { ReplyError } from "../base/errors.ts";

/** What an application keeps by keys, beside a chatroom or a user. */
export type KeyData = Readonly<Record<string, string>>;

/** A change of it; null deletes a key. */
export type KeyDataChange = Readonly<Record<string, string | null>>;

/** Most keys of a user's data. */
export const MAX_PROFILE_KEYS = 16;
/** Most bytes of UTF-8 in one value. */
export const MAX_DATA_VALUE = 1024;

/**
 * Data after a change. Its keys come from clients: go through `Object.entries`,
 * never by name.
 *
 * @throws {ReplyError} 413
 */
export function mergedData(
  data: KeyData,
  change: KeyDataChange,
  maxKeys: number,
): KeyData {
  const merged = new Map(Object.entries(data));
  for (const [key, value] of Object.entries(change)) {
    if (value === null) merged.delete(key);
    else merged.set(key, requireFit(key, value));
  }
  if (merged.size > maxKeys) {
    throw new ReplyError(
      413,
      `data: ${merged.size} keys: expected at most ${maxKeys}`,
    );
  }
  return Object.fromEntries(merged);
}

/** @throws {ReplyError} 413 */
function requireFit(key: string, value: string): string {
  const bytes = new TextEncoder().encode(value).length;
  if (bytes <= MAX_DATA_VALUE) return value;
  throw new ReplyError(
    413,
    `data.${key}: ${bytes} bytes: expected at most ${MAX_DATA_VALUE}`,
  );
}
