import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Avatar } from "./avatar.tsx";
import { isRoom, shortTime, targetOf } from "./format.ts";
import type { ChatSession } from "./session.ts";
import { useChanges } from "./use_changes.ts";

/** What a conversation is called, who is there, and the ways out of it. */
export function ConversationHeader(
  { id, session, showsMembers, membersButton, onMembers, onLeft }: {
    readonly id: string;
    readonly session: ChatSession;
    readonly showsMembers: boolean;
    readonly membersButton: RefObject<HTMLButtonElement | null>;
    readonly onMembers: () => void;
    readonly onLeft: () => void;
  },
): preact.JSX.Element {
  useChanges(session.store);
  const target = targetOf(id);
  const title = session.store.conversation(id)?.title ?? target;
  const [problem, setProblem] = useState("");
  async function leave(): Promise<void> {
    try {
      await session.store.leave({ id: target });
      onLeft();
    } catch (error) {
      setProblem((error as Error).message);
    }
  }
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
      {isRoom(id) && (
        <>
          {problem !== "" && <p class="problem" role="alert">{problem}</p>}
          <button
            ref={membersButton}
            type="button"
            aria-expanded={showsMembers}
            onClick={onMembers}
          >
            Members
          </button>
          <button type="button" class="plain" onClick={leave}>Leave</button>
        </>
      )}
    </header>
  );
}

/** Whether somebody is online, as the service said when one came to look. */
function Presence({ id, session }: {
  readonly id: string;
  readonly session: ChatSession;
}): preact.JSX.Element {
  const [text, setText] = useState("");
  const { client } = session;
  useEffect(() => {
    const look = async () => {
      const found = await client.user({ id }).catch(() => undefined);
      if (found === undefined) setText("has not been here yet");
      else if (found.online) setText("online");
      else setText(`last seen ${shortTime(found.last_seen)}`);
    };
    void look();
    return client.on("state", ({ state }) => state === "online" && look());
  }, [id, client]);
  return <>{text}</>;
}
