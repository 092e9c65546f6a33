import { useEffect, useState } from "preact/hooks";
import type { ChatSession } from "./session.ts";

/** Tells the store while somebody looks at the newest messages. */
export function useAttention(
  id: string,
  { store }: ChatSession,
  isAtEnd: boolean,
): void {
  const isVisible = useVisibility();
  const isAttended = isVisible && isAtEnd;
  useEffect(
    () => isAttended ? store.attend(id) : undefined,
    [store, id, isAttended],
  );
}

function useVisibility(): boolean {
  const [isVisible, setVisible] = useState(!document.hidden);
  useEffect(() => {
    const look = () => setVisible(!document.hidden);
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  return isVisible;
}
