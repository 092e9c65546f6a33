import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import type { Message } from "../../src/client/mod.ts";
import { Composer } from "./composer.tsx";
import { MessageList } from "./message_list.tsx";
import type { ChatSession } from "./session.ts";
import { TypingLine } from "./typing_line.tsx";

/** What is said in a conversation, and a field to say more. */
export function Talk({ id, session, isAdmin = false }: {
  readonly id: string;
  readonly session: ChatSession;
  /** Is it a chatroom of which one is an admin? */
  readonly isAdmin?: boolean;
}): preact.JSX.Element {
  const log = useMemo(() => session.store.open(id), [session, id]);
  const [replyTo, setReplyTo] = useState<Message>();
  const endReply = useCallback(() => setReplyTo(undefined), []);
  useEffect(() => () => log.close(), [log]);
  return (
    <>
      <MessageList log={log} session={session} onReply={setReplyTo} />
      <div class="writing">
        <TypingLine id={id} session={session} />
        <Composer
          log={log}
          session={session}
          replyTo={replyTo}
          onReplyEnd={endReply}
          isAdmin={isAdmin}
        />
      </div>
    </>
  );
}
