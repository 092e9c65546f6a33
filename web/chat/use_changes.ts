import { useLayoutEffect, useReducer } from "preact/hooks";

/** Shows a component again whenever what it shows has changed. */
export function useChanges(
  source: { subscribe(listener: () => void): () => void },
): void {
  const [, showAgain] = useReducer((count: number, _: void) => count + 1, 0);
  useLayoutEffect(() => {
    // It may have changed between the first look at it and now.
    showAgain();
    return source.subscribe(() => showAgain());
  }, [source]);
}
