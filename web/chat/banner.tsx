import { useEffect, useState } from "preact/hooks";
import type { State } from "../../src/client/mod.ts";
import type { ChatSession } from "./session.ts";
import { useChanges } from "./use_changes.ts";

const GOING_AWAY = 1001;
const BROKEN = 1006;

/** Says what is happening while there is no connection. */
export function Banner(
  { session }: { readonly session: ChatSession },
): preact.JSX.Element {
  useChanges(session);
  const { state } = session;
  const left = useCountdown(state);
  const text = textOf(state, left);
  return (
    <div role="status" class="banner" hidden={text === ""}>
      {text !== "" && <span class="spinner" aria-hidden="true" />} {text}
    </div>
  );
}

function textOf({ state, code, reason }: State, left: number): string {
  if (state === "online" || state === "idle" || state === "closed") return "";
  if (state !== "waiting") return "Connecting…";
  const when = left > 0 ? `in ${left} s` : "now";
  return `${causeOf(code, reason)}. Trying again ${when}.`;
}

/** Why there is no connection, where the service has said so. */
function causeOf(code = BROKEN, reason = ""): string {
  if (code === GOING_AWAY) return "The service is being restarted";
  if (code === BROKEN || reason === "") return "Connection lost";
  return `Connection lost: ${reason}`;
}

/** Whole seconds until the next attempt. */
function useCountdown(state: State): number {
  const { retryIn = 0 } = state;
  const [until, setUntil] = useState(0);
  const [now, setNow] = useState(0);
  useEffect(() => {
    setUntil(performance.now() + retryIn);
    setNow(performance.now());
    if (retryIn === 0) return;
    const timer = setInterval(() => setNow(performance.now()), 500);
    return () => clearInterval(timer);
  }, [state]);
  return Math.max(0, Math.ceil((until - now) / 1000));
}
