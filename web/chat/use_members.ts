import type { Member, ResponseOf } from "../../src/client/mod.ts";
import { targetOf } from "./format.ts";
import type { ChatSession } from "./session.ts";
import { PAGE, usePages } from "./use_pages.ts";

/** The most that is shown of a large chatroom. */
const MAX_SHOWN = 500;
/** After these the list is another one. */
const CHANGES = new Set(["joined", "left", "removed", "role", "muted"]);

/** Members of a chatroom, and how many there are. */
export interface Members {
  readonly items: readonly Member[];
  readonly total: number;
}

/** Reads them, and again after something has happened to some. */
export function useMembers(id: string, session: ChatSession): Members {
  const { client } = session;
  const { items, last } = usePages<Member, ResponseOf<"members">>(session, {
    id,
    pages: () => client.memberPages({ id: targetOf(id), count: PAGE }),
    most: MAX_SHOWN,
    changes: CHANGES,
  });
  return { items, total: last?.total ?? 0 };
}
