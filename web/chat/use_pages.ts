import { useEffect, useRef, useState } from "preact/hooks";
import { Paced } from "./paced.ts";
import type { ChatSession } from "./session.ts";

/** Items of a page that is asked for; the most that the service gives. */
export const PAGE = 100;
/** Milliseconds between two readings of a list of one page. */
const SHORT = 100;
/** The same where it costs several requests, or fails. */
const LONG = 2000;

/** A list of a chatroom that comes in pages. */
export interface PagedList<Page> {
  /** The chatroom's session. */
  readonly id: string;
  readonly pages: () => AsyncIterable<Page>;
  /** The most that is shown of it. */
  readonly most: number;
  /** Names of the events after which it is another one. */
  readonly changes: ReadonlySet<string>;
}

/** What was read of a list. */
interface Listed<Page, Item> {
  readonly items: readonly Item[];
  /** The last page that was read; undefined before the first. */
  readonly last: Page | undefined;
}

/**
 * Reads a list, and again after something has happened to it. One that cannot
 * be read stays as it was.
 */
export function usePages<
  Item,
  Page extends { readonly items: readonly Item[] },
>(
  { client }: ChatSession,
  { id, pages, most, changes }: PagedList<Page>,
): Listed<Page, Item> & { readonly again: () => void } {
  const [listed, setListed] = useState<Listed<Page, Item>>({
    items: [],
    last: undefined,
  });
  const reads = useRef<Paced | undefined>(undefined);
  useEffect(() => {
    let isOver = false;
    const run = async () => {
      const found = await readUpTo<Item, Page>(most, pages());
      if (!isOver) setListed(found);
      return found.items.length > PAGE ? LONG : SHORT;
    };
    const paced = new Paced({ run, pause: LONG });
    reads.current = paced;
    paced.ask();
    const stop = client.on("event", ({ event, session_id }) => {
      if (session_id === id && changes.has(event)) paced.ask();
    });
    return () => {
      isOver = true;
      stop();
      paced.stop();
    };
  }, [id, client]);
  return { ...listed, again: () => reads.current?.ask() };
}

async function readUpTo<Item, Page extends { readonly items: readonly Item[] }>(
  most: number,
  pages: AsyncIterable<Page>,
): Promise<Listed<Page, Item>> {
  const items: Item[] = [];
  let last: Page | undefined;
  for await (const page of pages) {
    items.push(...page.items);
    last = page;
    if (items.length >= most) break;
  }
  return { items, last };
}
