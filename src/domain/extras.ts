import type { ReactionCount } from "./reactions.ts";
import { ADMIN, type Rank } from "./rank.ts";

/** How much a message of a chatroom matters when not all can be pushed. */
export type Priority = "low" | "normal" | "high";

/** In the place of a user id: everybody in the chatroom is mentioned. */
export const EVERYBODY = "*";

/** What a message has besides its content; most messages have nothing of it. */
export interface Extras {
  /** The sender's own data: a JSON object as text, which nobody here reads. */
  readonly data?: string;
  /** The id of the message of the same conversation that this one answers. */
  readonly replyTo?: string;
  /** Ids of the users that it mentions, or {@linkcode EVERYBODY} alone. */
  readonly mentions?: readonly string[];
  /** Of a chatroom's message; absent is `normal`. */
  readonly priority?: Priority;
  /** When it was edited last, Unix time in milliseconds. */
  readonly editedAt?: number;
  /** In the order in which each was given first; none is absent. */
  readonly reactions?: readonly ReactionCount[];
}

/** The least rank that may send what {@linkcode privilegeIn} names. */
export const PRIVILEGED: Rank = ADMIN;

/** The field that not every member may send like this, if there is one. */
export function privilegeIn(
  { priority, mentions }: Extras,
): "priority" | "mentions" | undefined {
  if (priority === "high") return "priority";
  return mentions?.[0] === EVERYBODY ? "mentions" : undefined;
}

/** What a recalled message still has: its place among the others. */
export function withoutContent(
  { replyTo, priority }: Extras,
): Extras | undefined {
  return given({ replyTo, priority });
}

/** The extras of a message after an edit; without `data` it keeps its own. */
export function edited(
  extras: Extras,
  { data = extras.data, editedAt }: {
    readonly data: string | undefined;
    readonly editedAt: number;
  },
): Extras {
  return { ...extras, ...given({ data }), editedAt };
}

/** The extras of a message with these reactions; undefined for nothing at all. */
export function reactedTo(
  { reactions: _, ...others }: Extras,
  reactions: readonly ReactionCount[],
): Extras | undefined {
  return reactions.length > 0 ? { ...others, reactions } : given(others);
}

/** Without the fields that are undefined; undefined where none is left. */
function given(
  extras: { readonly [F in keyof Extras]: Extras[F] | undefined },
): Extras | undefined {
  const fields = Object.entries(extras).filter(([, value]) =>
    value !== undefined
  );
  return fields.length > 0 ? Object.fromEntries(fields) : undefined;
}
