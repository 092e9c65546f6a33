import { BlockButton } from "./block_button.tsx";
import { ConversationHeader } from "./conversation_header.tsx";
import { isRoom, targetOf } from "./format.ts";
import { RoomFrame } from "./room_frame.tsx";
import type { ChatSession } from "./session.ts";
import { Talk } from "./talk.tsx";
import { isAdmin, useStanding } from "./use_standing.ts";

interface ConversationProps {
  readonly id: string;
  readonly session: ChatSession;
  readonly go: (id: string | undefined) => void;
}

/** One conversation: what it is, its messages, and a field to write. */
export function ConversationView(
  props: ConversationProps,
): preact.JSX.Element {
  const { id, session } = props;
  return (
    <div class="conversation-view">
      {isRoom(id) ? <Room {...props} /> : (
        <>
          <ConversationHeader id={id} session={session}>
            <BlockButton id={targetOf(id)} session={session} />
          </ConversationHeader>
          <Talk id={id} session={session} />
        </>
      )}
    </div>
  );
}

function Room({ id, session, go }: ConversationProps): preact.JSX.Element {
  const standing = useStanding(id, session);
  return (
    <>
      <RoomFrame
        id={id}
        session={session}
        standing={standing}
        onLeft={() => go(undefined)}
      />
      <Talk id={id} session={session} isAdmin={isAdmin(standing)} />
    </>
  );
}
