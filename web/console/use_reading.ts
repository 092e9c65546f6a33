import { useCallback, useEffect, useState } from "preact/hooks";
import { Refused } from "./admin_api.ts";
import { textOf } from "./texts.ts";

/** What was read from the service, and how that went. */
export interface Reading<T> {
  /** The newest; undefined before the first, and where there is none now. */
  readonly value: T | undefined;
  /** Why the last try failed; undefined: it did not. */
  readonly problem: string | undefined;
  /** Was the last answer that there is no such thing, or none any more? */
  readonly isGone: boolean;
  /** Reads again, as after a change. */
  readonly again: () => void;
}

type State<T> = Omit<Reading<T>, "again">;

/**
 * Reads something when a component appears, whenever `keys` change, and every
 * so many milliseconds if `every` says so. A reading that comes late is not
 * shown over a newer one.
 */
export function useReading<T>(
  read: () => Promise<T>,
  keys: readonly unknown[],
  every?: number,
): Reading<T> {
  const [state, setState] = useState<State<T>>({
    value: undefined,
    problem: undefined,
    isGone: false,
  });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const run = async () => {
      const next = await outcomeOf(read);
      if (isOver) return;
      setState((before) => next(before.value));
      if (every !== undefined) timer = setTimeout(run, every);
    };
    void run();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [...keys, round]);
  const again = useCallback(() => setRound((count) => count + 1), []);
  return { ...state, again };
}

/** What is shown after a try, which depends on what was shown before. */
async function outcomeOf<T>(
  read: () => Promise<T>,
): Promise<(before: T | undefined) => State<T>> {
  try {
    const value = await read();
    return () => ({ value, problem: undefined, isGone: false });
  } catch (error) {
    const isGone = error instanceof Refused && error.code === 404;
    const problem = textOf(error);
    return (before) => ({
      value: isGone ? undefined : before,
      problem,
      isGone,
    });
  }
}
