import { quantile } from "../load/numbers.ts";
import { table } from "../load/sheet.ts";
import { fillDirectory, LONG } from "./fill_directory.ts";
import { openDisk } from "./opened_disk.ts";

const MESSAGES = 1_000_000;
const PAGES = 2000;
const COUNT = 50;

/**
 * Times pages anywhere in a conversation of a million messages on disk, through
 * the contract and from one thread to the other. Returns a table in Markdown.
 */
export async function measureDeepPages(): Promise<string> {
  const fill = {
    messages: MESSAGES + 1,
    conversations: 2,
    long: MESSAGES,
    now: Date.now(),
  };
  const { storage, close } = await openDisk({
    sync: "full",
    historyLimit: 2 * MESSAGES,
    fill: (directory) => fillDirectory(directory, fill),
  });
  const times: number[] = [];
  while (times.length < PAGES) {
    const after = Math.floor(Math.random() * (MESSAGES - COUNT));
    const query = { after, count: COUNT, changedAfter: undefined };
    const began = performance.now();
    const { items } = await storage.sync(LONG, "ann", query);
    times.push(performance.now() - began);
    if (items.length !== COUNT) throw new Error(`got ${items.length} messages`);
  }
  await close();
  const of = (share: number) => quantile(times, share).toFixed(3);
  const name = `a page of ${COUNT} anywhere in ${MESSAGES}, disk`;
  return table(["page", "p50 ms", "p99 ms"], [[name, of(0.5), of(0.99)]]);
}
