import type { ListedSession, SyncPage } from "./wire.ts";
import type { SyncRequest } from "./witness.ts";

/** What a page of sync says that cannot be, if anything. */
export function faultsOfPage(
  page: SyncPage,
  { after, count }: SyncRequest,
  { historyLimit, knownLast }: { historyLimit: number; knownLast: number },
): string[] {
  const { items, last_sequence: last, first_sequence: first } = page;
  const faults: string[] = [];
  const kept = Math.max(1, last - historyLimit + 1);
  const start = Math.max(after + 1, first);
  const length = Math.max(0, Math.min(count, last - start + 1));
  if (last < knownLast) faults.push(`ends at ${last}, not ${knownLast}`);
  if (first !== kept) faults.push(`keeps from ${first}, not ${kept}`);
  if (page.complete !== after + 1 >= first) {
    faults.push(`complete is ${page.complete}, and ${first} is kept first`);
  }
  if (items.length !== length) {
    faults.push(`has ${items.length} messages, not ${length}`);
  }
  items.forEach(({ sequence }, index) => {
    if (sequence === start + index) return;
    faults.push(`has ${sequence} in the place of ${start + index}`);
  });
  const reached = items.at(-1)?.sequence ?? last;
  if (page.has_more !== reached < last) {
    faults.push(`has_more is ${page.has_more} at ${reached} of ${last}`);
  }
  return faults;
}

/** What an item of the session list says that cannot be, if anything. */
export function faultsOfItem(
  item: ListedSession,
  knownLast: number,
): string[] {
  const { last, last_sequence, unread, read_sequence } = item;
  const faults: string[] = [];
  if (last_sequence < knownLast) {
    faults.push(`ends at ${last_sequence}, not ${knownLast}`);
  }
  if ((last?.sequence ?? 0) !== last_sequence) {
    faults.push(`shows ${last?.sequence} as the last of ${last_sequence}`);
  }
  if (unread < 0 || unread > last_sequence || read_sequence > last_sequence) {
    faults.push(`${unread} unread, read to ${read_sequence}`);
  }
  return faults;
}
