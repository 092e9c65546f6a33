import type { MessageLog } from "../../src/client/store/mod.ts";

/** The most pages that are loaded to find a message. */
const MAX_PAGES = 100;
/** Milliseconds for which a message that one has jumped to is marked. */
const MARKED = 1500;

/** The id of the element that shows a message. */
export function elementIdOf(messageId: string): string {
  return `message-${messageId}`;
}

/** Might a message that is not in a log be in the history? */
export function mayBeFound(log: MessageLog): boolean {
  return log.hasOlder || openGap(log) !== undefined;
}

/** Shows a message, and loads what is in between; does nothing if it is gone. */
export async function jumpTo(id: string, log: MessageLog): Promise<void> {
  for (let page = 0; page < MAX_PAGES && !isIn(log, id); page++) {
    const gap = openGap(log);
    if (gap !== undefined) await log.fill(gap);
    else if (log.hasOlder) await log.loadOlder();
    else return;
    if (log.failure !== undefined) return;
  }
  // What has been loaded is shown with the next frame.
  await new Promise(requestAnimationFrame);
  const element = document.getElementById(elementIdOf(id));
  if (element === null) return;
  element.scrollIntoView({ block: "center" });
  element.tabIndex = -1;
  element.focus({ preventScroll: true });
  const marked = { background: "var(--accent-soft)" };
  element.animate([marked, marked, {}], MARKED);
}

function isIn({ entries }: MessageLog, id: string): boolean {
  return entries.some(({ key }) => key === id);
}

function openGap({ entries }: MessageLog) {
  for (const entry of entries) {
    if (entry.kind !== "gap") continue;
    if (entry.reason === "away" || entry.reason === "skipped") return entry;
  }
  return undefined;
}
