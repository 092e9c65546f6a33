import { useRef } from "preact/hooks";
import { conversationOf } from "./format.ts";
import type { ChatSession } from "./session.ts";
import { TYPING } from "./use_typing.ts";

/** Milliseconds between two signals; what they say lasts for twice as long. */
const PAUSE = 3000;

/** Returns what tells the others that one is typing, not at each letter. */
export function useTypingSignal(
  id: string,
  { client }: ChatSession,
): () => void {
  const last = useRef(-Infinity);
  return () => {
    const now = performance.now();
    // A signal that has to wait for a connection would say what is over.
    if (client.state !== "online" || now - last.current < PAUSE) return;
    last.current = now;
    const signal = { ...conversationOf(id), name: TYPING };
    client.signal(signal, { timeout: PAUSE }).catch(() => {});
  };
}
