import { useEffect, useRef, useState } from "preact/hooks";
import type { ResponseOf } from "../../src/client/mod.ts";
import { Avatar } from "./avatar.tsx";
import { targetOf } from "./format.ts";
import { addressOf } from "./route.ts";
import type { ChatSession } from "./session.ts";

/** The most that is shown of a large chatroom. */
const MAX_SHOWN = 500;

type Member = ResponseOf<"members">["items"][number];

interface Members {
  readonly items: readonly Member[];
  readonly total: number;
}

/** Who is in a chatroom. */
export function MembersPanel({ id, session, onClose }: {
  readonly id: string;
  readonly session: ChatSession;
  readonly onClose: () => void;
}): preact.JSX.Element {
  const members = useMembers(id, session);
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => close.current?.focus(), []);
  const others = members.total - members.items.length;
  return (
    <aside
      class="members"
      aria-label="Members"
      onKeyDown={({ key }) => key === "Escape" && onClose()}
    >
      <header>
        <h2>{members.total} {members.total === 1 ? "member" : "members"}</h2>
        <button
          ref={close}
          type="button"
          class="plain"
          onClick={onClose}
          aria-label="Close"
        >
          ✕
        </button>
      </header>
      <ul>
        {members.items.map((member) => (
          <Row key={member.id} member={member} session={session} />
        ))}
      </ul>
      {others > 0 && <p class="muted empty">and {others} more</p>}
    </aside>
  );
}

function Row({ member: { id, name, online, role }, session }: {
  readonly member: Member;
  readonly session: ChatSession;
}): preact.JSX.Element {
  return (
    <li class="member">
      <Avatar id={id} name={name} />
      {id === session.userId
        ? <span dir="auto">{name} (you)</span>
        : <a href={addressOf(`2:${id}`)} dir="auto">{name}</a>}
      <span class="muted">
        {role === "member" ? "" : `${role}, `}
        {online ? <span class="good">online</span> : "offline"}
      </span>
    </li>
  );
}

/** Reads them, and again when somebody comes or goes. */
function useMembers(id: string, { client }: ChatSession): Members {
  const [members, setMembers] = useState<Members>({ items: [], total: 0 });
  useEffect(() => {
    let isOver = false;
    const read = async () => {
      const items: Member[] = [];
      const pages = client.memberPages({ id: targetOf(id), count: 100 });
      for await (const page of pages) {
        items.push(...page.items);
        if (isOver) return;
        setMembers({ items: [...items], total: page.total });
        if (items.length >= MAX_SHOWN) return;
      }
    };
    const readQuietly = () => void read().catch(() => {});
    readQuietly();
    const stop = client.on("event", (event) => {
      const isAbout = event.session_id === id;
      const isMove = event.event === "joined" || event.event === "left";
      if (isAbout && isMove) readQuietly();
    });
    return () => {
      isOver = true;
      stop();
    };
  }, [id, client]);
  return members;
}
