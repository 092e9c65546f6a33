import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { MessageLog } from "../../src/client/store/mod.ts";

/** Pixels from the end that count as the end. */
const NEAR_END = 48;
/** Pixels from the top at which older messages are asked for. */
const NEAR_TOP = 600;

/** A message on the screen, and how far below the list's top it is. */
interface Anchor {
  readonly element: Element;
  readonly top: number;
}

/** How far one has scrolled in a log. */
export interface LogScroll {
  readonly isAtEnd: boolean;
  /** How many messages have come since one scrolled away from the end. */
  readonly newer: number;
  readonly onScroll: () => void;
  readonly toEnd: () => void;
}

/**
 * Keeps what one reads in its place while messages come in above and below; who
 * is at the end stays there. Loads older messages before the top is reached.
 */
export function useLogScroll(
  list: RefObject<HTMLElement | null>,
  log: MessageLog,
): LogScroll {
  const [isAtEnd, setAtEnd] = useState(true);
  const [seen, setSeen] = useState<string>();
  const anchor = useRef<Anchor | undefined>(undefined);
  const newest = log.entries.at(-1)?.key;

  function look(): void {
    const box = list.current;
    if (box === null) return;
    const isEnd =
      box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END;
    setAtEnd(isEnd);
    if (isEnd) setSeen(newest);
    anchor.current = isEnd ? undefined : anchorOf(box);
    const wantsOlder = box.scrollTop < NEAR_TOP && log.hasOlder;
    if (wantsOlder && !log.isLoading && !log.failure) void log.loadOlder();
  }

  function settle(): void {
    const box = list.current;
    if (box === null) return;
    if (anchor.current === undefined) box.scrollTop = box.scrollHeight;
    else {
      const { element, top } = anchor.current;
      if (element.isConnected) box.scrollTop += topOf(element, box) - top;
    }
  }

  useLayoutEffect(() => {
    settle();
    look();
  }, [log.entries]);
  useEffect(() => {
    const box = list.current;
    if (box === null) return;
    const observer = new ResizeObserver(settle);
    observer.observe(box);
    return () => observer.disconnect();
  }, [log]);
  return {
    isAtEnd,
    newer: isAtEnd ? 0 : countAfter(log, seen),
    onScroll: look,
    toEnd: () => {
      anchor.current = undefined;
      settle();
      look();
    },
  };
}

function countAfter(log: MessageLog, key: string | undefined): number {
  const at = log.entries.findLastIndex((entry) => entry.key === key);
  return at < 0 ? 0 : log.entries.length - 1 - at;
}

function topOf(element: Element, box: Element): number {
  return element.getBoundingClientRect().top - box.getBoundingClientRect().top;
}

/** The first message that can be seen. */
function anchorOf(box: Element): Anchor | undefined {
  for (const element of box.querySelectorAll(".message")) {
    const top = topOf(element, box);
    if (top + element.clientHeight > 0) return { element, top };
  }
  return undefined;
}
