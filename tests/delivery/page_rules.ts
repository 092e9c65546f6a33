import type { ListedSession, SyncPage } from "./wire.ts";
import type { SyncRequest } from "./recorder.ts";

/** Most bytes of a frame of the service. */
const FRAME_LIMIT = 512 * 1024;
/** Most bytes that one message of a schedule takes: `--max-content-size`, and the rest. */
const LARGEST_MESSAGE = 65 * 1024;

/** Bytes of a message beside its content, its names in a frame too. */
const BESIDE = 400;

/** Would another message perhaps have made the frame too large? */
function isFull({ items, changes }: SyncPage): boolean {
  const bytes = [...items, ...changes].reduce(
    (sum, { content }) =>
      sum + BESIDE + new TextEncoder().encode(content).length,
    0,
  );
  return bytes + LARGEST_MESSAGE > FRAME_LIMIT;
}

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
  const isShort = items.length > 0 && items.length < length && isFull(page);
  if (items.length !== length && !isShort) {
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
