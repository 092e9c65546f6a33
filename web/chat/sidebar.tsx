import { useState } from "preact/hooks";
import type { Conversation } from "../../src/client/store/mod.ts";
import { Avatar } from "./avatar.tsx";
import { isRoom, shortTime, snippet, targetOf } from "./format.ts";
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
  const { store, client } = session;
  const { id = "", name = id } = client.loggedIn?.user ?? {};
  async function join(room: string): Promise<void> {
    await store.join({ id: room });
    onOpen(`1:${room}`);
  }
  return (
    <div class="sidebar">
      <header class="me">
        <Avatar id={id} name={name} />
        <div>
          <strong dir="auto">{name}</strong>
          {name !== id && <span class="muted">{id}</span>}
        </div>
        <button type="button" class="plain" onClick={onLogout}>Log out</button>
      </header>
      <OneField label="Chatroom" action="Join" onSubmit={join} />
      <OneField
        label="Person"
        action="Write"
        onSubmit={(user) => onOpen(`2:${user}`)}
      />
      <Conversations session={session} open={open} />
    </div>
  );
}

/** A field and its button. */
function OneField({ label, action, onSubmit }: {
  readonly label: string;
  readonly action: string;
  readonly onSubmit: (value: string) => void | Promise<void>;
}): preact.JSX.Element {
  const [value, setValue] = useState("");
  const [problem, setProblem] = useState("");
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    try {
      await onSubmit(value.trim());
      setValue("");
      setProblem("");
    } catch (error) {
      setProblem((error as Error).message);
    }
  }
  return (
    <form class="one-field" onSubmit={submit}>
      <input
        aria-label={label}
        placeholder={label}
        value={value}
        required
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        onInput={({ currentTarget }) => setValue(currentTarget.value)}
      />
      <button type="submit">{action}</button>
      {problem !== "" && <p class="problem" role="alert">{problem}</p>}
    </form>
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
  const { id, title, last, unread, updated_at } = conversation;
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
        {unread > 0 && (
          <span class="unread">
            {unread > 999 ? "999+" : unread} <span class="hidden">unread</span>
          </span>
        )}
      </a>
    </li>
  );
}
