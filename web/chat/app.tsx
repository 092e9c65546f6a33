import { useEffect, useState } from "preact/hooks";
import { ChatView } from "./chat_view.tsx";
import type { Identity } from "./identity.ts";
import { LoginForm } from "./login_form.tsx";
import { savedIdentity, saveIdentity } from "./saved_identity.ts";
import { ChatSession } from "./session.ts";

/** The login, and then the chat until its end. */
export function App(): preact.JSX.Element {
  const [session, setSession] = useState<ChatSession>();
  const [problem, setProblem] = useState<string>();
  // A reload goes on with who was logged in.
  const [identity, setIdentity] = useState(savedIdentity);
  const [isBusy, setBusy] = useState(identity !== undefined);

  async function begin(who: Identity): Promise<void> {
    const begun = new ChatSession();
    setIdentity(who);
    setBusy(true);
    setProblem(undefined);
    try {
      await begun.start(who);
      saveIdentity(who);
      setSession(begun);
    } catch (error) {
      end(begun, error);
    }
    setBusy(false);
  }

  function end(ended: ChatSession, error?: unknown): void {
    saveIdentity(undefined);
    setSession(undefined);
    if (error !== undefined) setProblem(textOf(error));
    void ended.end();
  }

  useEffect(() => {
    if (identity !== undefined) void begin(identity);
  }, []);
  useEffect(() =>
    session?.subscribe(() => {
      const { state, error } = session.state;
      // It must not come back by itself: replaced, sent away, an old token.
      if (state === "idle") end(session, error ?? "logged out");
    }), [session]);

  if (session !== undefined) {
    return <ChatView session={session} onLogout={() => end(session)} />;
  }
  if (isBusy) return <Connecting />;
  return <LoginForm id={identity?.id} problem={problem} onLogin={begin} />;
}

function Connecting(): preact.JSX.Element {
  return (
    <main class="welcome">
      <img src="pages/icon.svg" alt="" width="72" height="72" />
      <p role="status">
        <span class="spinner" aria-hidden="true" /> Connecting…
      </p>
    </main>
  );
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
