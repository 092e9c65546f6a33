/** The types of events that a back end can be told, in documents' order. */
export const HOOK_TYPES = [
  "message.created",
  "message.edited",
  "message.recalled",
  "message.undelivered",
  "user.online",
  "user.offline",
  "chatroom.created",
  "chatroom.updated",
  "chatroom.disbanded",
  "member.joined",
  "member.left",
  "member.removed",
] as const;

/** The type of an event that a back end is told. */
export type HookType = (typeof HOOK_TYPES)[number];

/**
 * The types that names or beginnings of names select, such as `user` for
 * `user.online` and `user.offline`; undefined if one of them selects none.
 */
export function selectTypes(
  words: readonly string[],
): readonly HookType[] | undefined {
  const selected = words.map((word) =>
    HOOK_TYPES.filter((type) => type.startsWith(word) && word !== "")
  );
  if (selected.some(({ length }) => length === 0)) return undefined;
  const all = new Set(selected.flat());
  return HOOK_TYPES.filter((type) => all.has(type));
}
