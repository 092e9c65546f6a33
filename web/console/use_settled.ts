import { useEffect, useState } from "preact/hooks";

/** Milliseconds after which what is typed counts as typed. */
const PAUSE = 200;

/** A value that somebody types, once they pause: each one is asked for. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(() => value), PAUSE);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
