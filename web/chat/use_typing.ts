import { useEffect, useState } from "preact/hooks";
import type { ChatSession } from "./session.ts";

/** The name of the signal. */
export const TYPING = "typing";
/** Milliseconds after which somebody no longer counts as typing. */
const FRESH = 6000;
/** Most people who are known to type. */
const MAX_KNOWN = 100;

interface Typist {
  readonly name: string;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** The names of the others who are typing in a conversation. */
export function useTyping(
  id: string,
  { client }: ChatSession,
): readonly string[] {
  const [names, setNames] = useState<readonly string[]>([]);
  useEffect(() => {
    const typists = new Map<string, Typist>();
    const show = () => setNames([...typists.values()].map(({ name }) => name));
    const end = (userId: string) => {
      clearTimeout(typists.get(userId)?.timer);
      if (typists.delete(userId)) show();
    };
    const stops = [
      client.on("signal", ({ session_id, name, sender }) => {
        if (session_id !== id || name !== TYPING) return;
        if (typists.size >= MAX_KNOWN && !typists.has(sender.id)) return;
        clearTimeout(typists.get(sender.id)?.timer);
        const timer = setTimeout(() => end(sender.id), FRESH);
        typists.set(sender.id, { name: sender.name, timer });
        show();
      }),
      // What they typed has come.
      client.on("message", ({ session_id, sender }) => {
        if (session_id === id) end(sender.id);
      }),
    ];
    return () => {
      for (const stop of stops) stop();
      for (const { timer } of typists.values()) clearTimeout(timer);
    };
  }, [id, client]);
  return names;
}
