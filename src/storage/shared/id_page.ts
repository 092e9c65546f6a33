import type { IdPage, IdQuery } from "../administration.ts";

/**
 * The ids of a page, of all ids in any order, and one more if there is one. They
 * are ordered by their characters' codes, not by the rules of a language, which
 * Redis and SQLite do not have.
 */
export function idsOfPage(
  ids: Iterable<string>,
  { prefix, after, count }: IdQuery,
): string[] {
  const found: string[] = [];
  for (const id of ids) {
    if (id <= after || !id.startsWith(prefix)) continue;
    if (found.length <= count) put(found, id);
    else if (id < (found[count] as string)) {
      found.pop();
      put(found, id);
    }
  }
  return found;
}

/** Puts an id in its place: to sort all of them would take long. */
function put(sorted: string[], id: string): void {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] as string) < id) from = middle + 1;
    else to = middle;
  }
  sorted.splice(from, 0, id);
}

/** A page of what was found for `count + 1` ids. */
export function pageOfIds<T extends { readonly id: string }>(
  found: readonly T[],
  count: number,
): IdPage<T> {
  const items = found.slice(0, count);
  return { items, next: found.length > count ? items.at(-1)?.id : undefined };
}

/** A page of all that there is, in any order. */
export function pageOfAll<T extends { readonly id: string }>(
  all: readonly T[],
  query: IdQuery,
): IdPage<T> {
  const byId = new Map(all.map((each) => [each.id, each]));
  const ids = idsOfPage(byId.keys(), query);
  return pageOfIds(ids.map((id) => byId.get(id) as T), query.count);
}
