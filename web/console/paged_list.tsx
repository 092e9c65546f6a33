import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { AdminApi, Query } from "./admin_api.ts";
import { Problem } from "./problem.tsx";
import { Table } from "./table.tsx";
import { useReading } from "./use_reading.ts";

/** Rows of a page; the service pages and filters, however many there are. */
const ROWS = 50;
/** Pages that are looked through for the first row. */
const MAX_EMPTY = 20;

/** A page, as every list of the server API answers. */
interface Page<T> {
  readonly items: readonly T[];
  readonly next_cursor?: string;
}

interface PagedListProps<T> {
  readonly api: AdminApi;
  /** What is listed. */
  readonly name: string;
  readonly path: string;
  readonly query?: Query;
  readonly columns: readonly string[];
  /** What is said where nothing is found. */
  readonly empty: string;
  readonly row: (item: T) => ComponentChildren;
  /** With another value the page is read again. */
  readonly round?: unknown;
}

/** A list of which one page at a time is shown. */
export function PagedList<T>(
  { api, name, path, query = {}, columns, empty, row, round }: PagedListProps<
    T
  >,
): preact.JSX.Element {
  const filter = JSON.stringify(query);
  const { cursor, turn, back } = useCursors(filter);
  const { value: page, problem } = useReading(
    () => pageOf<T>(api, path, { ...query, count: ROWS, cursor }),
    [api, path, filter, cursor, round],
  );
  const next = page?.next_cursor;
  if (page === undefined && problem === undefined) {
    return <p class="muted" role="status">Reading…</p>;
  }
  return (
    <>
      {problem !== undefined && <Problem text={problem} />}
      {page !== undefined && (
        <Table name={name} columns={columns} items={page.items} row={row} />
      )}
      {page?.items.length === 0 && <p class="muted empty">{empty}</p>}
      {(back !== undefined || next !== undefined) && (
        <p class="pager">
          <button type="button" disabled={back === undefined} onClick={back}>
            Previous
          </button>
          <button
            type="button"
            disabled={next === undefined}
            onClick={() => next !== undefined && turn(next)}
          >
            Next
          </button>
        </p>
      )}
    </>
  );
}

/** Where the shown page begins, and those before it, as long as `of` stays. */
function useCursors(of: string): {
  readonly cursor: string | undefined;
  readonly turn: (next: string) => void;
  /** Undefined on the first page. */
  readonly back: (() => void) | undefined;
} {
  const [turned, setTurned] = useState<{ of: string; cursors: string[] }>({
    of,
    cursors: [],
  });
  const cursors = turned.of === of ? turned.cursors : [];
  const set = (cursors: string[]) => setTurned({ of, cursors });
  return {
    cursor: cursors.at(-1),
    turn: (next) => set([...cursors, next]),
    back: cursors.length === 0 ? undefined : () => set(cursors.slice(0, -1)),
  };
}

/**
 * A page. The service looks at so many in one request; where none of them is
 * shown, it says that there are more.
 */
async function pageOf<T>(
  api: AdminApi,
  path: string,
  query: Query,
): Promise<Page<T>> {
  let page = await api.get<Page<T>>(path, query);
  for (let looked = 1; looked < MAX_EMPTY; looked++) {
    const { items, next_cursor: cursor } = page;
    if (items.length > 0 || cursor === undefined) break;
    page = await api.get<Page<T>>(path, { ...query, cursor });
  }
  return page;
}
