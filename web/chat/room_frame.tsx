import { useRef, useState } from "preact/hooks";
import { ConversationHeader } from "./conversation_header.tsx";
import { targetOf } from "./format.ts";
import { MembersPanel } from "./members_panel.tsx";
import { NewsLine } from "./news_line.tsx";
import { refusalOf } from "./refusal.ts";
import type { ChatSession } from "./session.ts";
import { SettingsPanel } from "./settings_panel.tsx";
import { isAdmin, type Standing } from "./use_standing.ts";

type PanelName = "Members" | "Settings";

/** What is around the messages of a chatroom: its head, and its panels. */
export function RoomFrame({ id, session, standing, onLeft }: {
  readonly id: string;
  readonly session: ChatSession;
  readonly standing: Standing;
  readonly onLeft: () => void;
}): preact.JSX.Element {
  const [panel, setPanel] = useState<PanelName>();
  const [problem, setProblem] = useState("");
  const opener = useRef<HTMLElement | null>(null);
  const { chatroom } = standing;
  function close(): void {
    setPanel(undefined);
    opener.current?.focus();
  }
  async function leave(): Promise<void> {
    try {
      await session.store.leave({ id: targetOf(id) });
      onLeft();
    } catch (error) {
      setProblem(refusalOf(error));
    }
  }
  const button = (name: PanelName) => (
    <button
      type="button"
      aria-expanded={panel === name}
      onClick={({ currentTarget }) => {
        opener.current = currentTarget;
        setPanel(panel === name ? undefined : name);
      }}
    >
      {name}
    </button>
  );
  return (
    <>
      <ConversationHeader id={id} session={session}>
        {problem !== "" && <p class="problem" role="alert">{problem}</p>}
        {button("Members")}
        {isAdmin(standing) && button("Settings")}
        <button type="button" class="plain" onClick={leave}>Leave</button>
      </ConversationHeader>
      <NewsLine id={id} session={session} />
      {panel === "Members" && (
        <MembersPanel
          id={id}
          session={session}
          standing={standing}
          onClose={close}
        />
      )}
      {panel === "Settings" && chatroom !== undefined && isAdmin(standing) && (
        <SettingsPanel chatroom={chatroom} session={session} onClose={close} />
      )}
    </>
  );
}
