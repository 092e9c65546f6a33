import type { Conversation } from "../../src/client/store/mod.ts";
import { Avatar } from "./avatar.tsx";
import { isRoom, shortTime, snippet, targetOf } from "./format.ts";
import { JoinForm } from "./join_form.tsx";
import { OneField } from "./one_field.tsx";
import { OwnName } from "./own_name.tsx";
import { addressOf } from "./route.ts";
import type { ChatSession } from "./session.ts";
import { useChanges } from "./use_changes.ts";

/** Who one is, ways into conversations, and the list of those there are. */
export function Sidebar({ session, open, onOpen, onLogout }: {
  readonly session: ChatSession;
  readonly open: string | undefined;
  readonly onOpen: (id: string) => void;
  readonly onLogout: () => void;
}): preact.JSX.Element {
  return (
    <div class="sidebar">
      <OwnName session={session} onLogout={onLogout} />
      <JoinForm session={session} onJoined={onOpen} />
      <OneField
        label="Person"
        action="Write"
        onSubmit={(user) => onOpen(`2:${user}`)}
      />
      <Conversations session={session} open={open} />
    </div>
  );
}

function Conversations({ session: { store, userId }, open }: {
  readonly session: ChatSession;
  readonly open: string | undefined;
}): preact.JSX.Element {
  useChanges(store);
  return (
    <nav class="conversations">
      <ul aria-label="Conversations">
        {store.conversations.map((each) => (
          <Item
            key={each.id}
            conversation={each}
            isOpen={each.id === open}
            userId={userId}
          />
        ))}
      </ul>
      {store.isListed && store.conversations.length === 0 && (
        <p class="muted empty">No conversations yet.</p>
      )}
    </nav>
  );
}

function Item({ conversation, isOpen, userId }: {
  readonly conversation: Conversation;
  readonly isOpen: boolean;
  readonly userId: string;
}): preact.JSX.Element {
  const { id, title, last, updated_at } = conversation;
  const sender = last?.sender.id === userId ? "You" : last?.sender.name;
  const isNamed = isRoom(id) || sender === "You";
  return (
    <li>
      <a
        href={addressOf(id)}
        class="conversation"
        aria-current={isOpen ? "page" : undefined}
      >
        <Avatar id={targetOf(id)} name={title} isRoom={isRoom(id)} />
        <span class="title" dir="auto">{title}</span>
        <time class="muted">{updated_at > 0 && shortTime(updated_at)}</time>
        <span class="last muted">
          {last !== null && (
            <>
              {isNamed && <bdi>{`${sender}: `}</bdi>}
              <bdi>{snippet(last)}</bdi>
            </>
          )}
        </span>
        <Counts conversation={conversation} />
      </a>
    </li>
  );
}

/** How much is unread, and how much of that mentions one. */
function Counts({ conversation: { unread, mentioned } }: {
  readonly conversation: Conversation;
}): preact.JSX.Element | null {
  if (unread === 0) return null;
  return (
    <span class="counts">
      {mentioned > 0 && (
        <span class="mentioned">
          @{mentioned > 999 ? "999+" : mentioned}{" "}
          <span class="hidden">mentions of you</span>
        </span>
      )}
      <span class="unread">
        {unread > 999 ? "999+" : unread} <span class="hidden">unread</span>
      </span>
    </span>
  );
}
