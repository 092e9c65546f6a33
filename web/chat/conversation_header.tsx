import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Avatar } from "./avatar.tsx";
import { isRoom, shortTime, targetOf } from "./format.ts";
import type { ChatSession } from "./session.ts";
import { useChanges } from "./use_changes.ts";

/** What a conversation is called, who is there, and what one can do about it. */
export function ConversationHeader({ id, session, children }: {
  readonly id: string;
  readonly session: ChatSession;
  readonly children: ComponentChildren;
}): preact.JSX.Element {
  useChanges(session.store);
  const target = targetOf(id);
  const title = session.store.conversation(id)?.title ?? target;
  return (
    <header class="conversation-header">
      <a class="back" href="#" aria-label="Back">←</a>
      <Avatar id={target} name={title} isRoom={isRoom(id)} />
      <div class="names">
        <h1 dir="auto">{title}</h1>
        <p class="muted">
          {isRoom(id)
            ? `Chatroom ${target}`
            : <Presence id={target} session={session} />}
        </p>
      </div>
      {children}
    </header>
  );
}

/** Whether somebody is online, now and whenever that changes. */
function Presence({ id, session: { client } }: {
  readonly id: string;
  readonly session: ChatSession;
}): preact.JSX.Element {
  const [text, setText] = useState("");
  useEffect(() => {
    const stop = client.on("event", (event) => {
      if (event.event !== "online" && event.event !== "offline") return;
      if (event.user_id !== id) return;
      setText(presenceOf(event.event === "online", event.last_seen));
    });
    const user_ids = [id];
    // Where it is refused, one does not see it.
    client.watch({ user_ids }).then(({ items: [found] }) => {
      if (found) setText(presenceOf(found.online, found.last_seen));
    }, () => {});
    return () => {
      stop();
      client.watch({ user_ids, on: false }).catch(() => {});
    };
  }, [id, client]);
  return <>{text}</>;
}

function presenceOf(isOnline: boolean, lastSeen: number): string {
  if (isOnline) return "online";
  if (lastSeen === 0) return "has not been here yet";
  return `last seen ${shortTime(lastSeen)}`;
}
