import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Composer } from "./composer.tsx";
import { ConversationHeader } from "./conversation_header.tsx";
import { MembersPanel } from "./members_panel.tsx";
import { MessageList } from "./message_list.tsx";
import type { ChatSession } from "./session.ts";

/** One conversation: its messages, a field to write, and who is in it. */
export function ConversationView({ id, session, go }: {
  readonly id: string;
  readonly session: ChatSession;
  readonly go: (id: string | undefined) => void;
}): preact.JSX.Element {
  const log = useMemo(() => session.store.open(id), [session, id]);
  useEffect(() => () => log.close(), [log]);
  const [showsMembers, setShowsMembers] = useState(false);
  const membersButton = useRef<HTMLButtonElement>(null);
  function closeMembers(): void {
    setShowsMembers(false);
    membersButton.current?.focus();
  }
  return (
    <div class="conversation-view">
      <ConversationHeader
        id={id}
        session={session}
        showsMembers={showsMembers}
        membersButton={membersButton}
        onMembers={() => setShowsMembers(!showsMembers)}
        onLeft={() => go(undefined)}
      />
      <MessageList log={log} session={session} />
      <Composer onSend={(content) => log.send({ content })} />
      {showsMembers && (
        <MembersPanel id={id} session={session} onClose={closeMembers} />
      )}
    </div>
  );
}
