import { Banner } from "./banner.tsx";
import { ConversationView } from "./conversation_view.tsx";
import { useRoute } from "./route.ts";
import type { ChatSession } from "./session.ts";
import { Sidebar } from "./sidebar.tsx";

/** All of the chat: conversations on the left, the open one on the right. */
export function ChatView({ session, onLogout }: {
  readonly session: ChatSession;
  readonly onLogout: () => void;
}): preact.JSX.Element {
  const [open, go] = useRoute();
  return (
    <div class={`chat ${open === undefined ? "" : "is-open"}`}>
      <Banner session={session} />
      <Sidebar session={session} open={open} onOpen={go} onLogout={onLogout} />
      <main>
        {open === undefined
          ? <Welcome />
          : <ConversationView key={open} id={open} session={session} go={go} />}
      </main>
    </div>
  );
}

function Welcome(): preact.JSX.Element {
  return (
    <div class="welcome">
      <img src="pages/icon.svg" alt="" width="72" height="72" />
      <p>
        Pick a conversation, go into a chatroom, or write to somebody.
      </p>
    </div>
  );
}
