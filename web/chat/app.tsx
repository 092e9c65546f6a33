import { useEffect, useState } from "preact/hooks";
import { ChatView } from "./chat_view.tsx";
import { LoginForm } from "./login_form.tsx";
import { savedIdentity, saveIdentity } from "./saved_identity.ts";
import { ChatSession, type Identity } from "./session.ts";

/** The login, and then the chat until its end. */
export function App(): preact.JSX.Element {
  const [session, setSession] = useState<ChatSession>();
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(savedIdentity() !== undefined);

  async function begin(identity: Identity): Promise<void> {
    const begun = new ChatSession();
    setBusy(true);
    setProblem(undefined);
    try {
      await begun.start(identity);
      saveIdentity(identity);
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
    const saved = savedIdentity();
    if (saved !== undefined) void begin(saved);
  }, []);
  useEffect(() =>
    session?.subscribe(() => {
      const { state, error } = session.state;
      // It must not come back by itself: replaced, sent away, an old token.
      if (state === "idle") end(session, error ?? "logged out");
    }), [session]);

  if (session === undefined) {
    return <LoginForm isBusy={isBusy} problem={problem} onLogin={begin} />;
  }
  return <ChatView session={session} onLogout={() => end(session)} />;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
