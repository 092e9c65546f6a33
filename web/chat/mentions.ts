/** What calls everybody in a chatroom, which its admins may do. */
const EVERYBODY = "*";
/** The most that one message may mention. */
const MAX_MENTIONS = 50;
/** An id behind an `@` that is not within a word, such as a mail address. */
const MENTION = /(?<![\w.@-])@(\*|[a-z0-9_][a-z0-9_.@-]{0,63})/gi;

/** A part of a text: an id that is called, or what is in between. */
export interface TextPart {
  readonly text: string;
  /** Undefined where nobody is called. */
  readonly mention: string | undefined;
}

/** The parts of a text in order; together they are the text. */
export function partsOf(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const { index, 1: id = "" } of text.matchAll(MENTION)) {
    // A sentence may end behind an id.
    const mention = id.replace(/[.-]+$/, "");
    parts.push({ text: text.slice(end, index), mention: undefined });
    end = index + 1 + mention.length;
    parts.push({ text: text.slice(index, end), mention });
  }
  parts.push({ text: text.slice(end), mention: undefined });
  return parts.filter((part) => part.text !== "");
}

/** Who is to be told of a text; undefined where it is nobody. */
export function mentionsIn(
  text: string,
  isAdmin: boolean,
): string[] | undefined {
  const ids = new Set(partsOf(text).flatMap(({ mention = [] }) => mention));
  const isForAll = ids.delete(EVERYBODY) && isAdmin;
  if (isForAll) return [EVERYBODY];
  return ids.size === 0 ? undefined : [...ids].slice(0, MAX_MENTIONS);
}

/** Does a message with these mentions call a user? */
export function calls(
  mentions: readonly string[] | undefined,
  userId: string,
): boolean {
  return mentions?.some((id) => id === userId || id === EVERYBODY) ?? false;
}
