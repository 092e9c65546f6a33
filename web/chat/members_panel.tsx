import type { Member } from "../../src/client/mod.ts";
import { Avatar } from "./avatar.tsx";
import { targetOf } from "./format.ts";
import { MemberActions } from "./member_actions.tsx";
import { OneField } from "./one_field.tsx";
import { Panel } from "./panel.tsx";
import { additionOf } from "./refusal.ts";
import { addressOf } from "./route.ts";
import type { ChatSession } from "./session.ts";
import { useMembers } from "./use_members.ts";
import { isAdmin, type Standing, standsAbove } from "./use_standing.ts";

/** Who is in a chatroom, and what one may do about them. */
export function MembersPanel({ id, session, standing, onClose }: {
  readonly id: string;
  readonly session: ChatSession;
  readonly standing: Standing;
  readonly onClose: () => void;
}): preact.JSX.Element {
  const { items, total } = useMembers(id, session);
  const others = total - items.length;
  const mayAdd = isAdmin(standing) || standing.chatroom?.join === "open";
  return (
    <Panel
      name="Members"
      title={`${total} ${total === 1 ? "member" : "members"}`}
      onClose={onClose}
    >
      {mayAdd && <Adding room={targetOf(id)} session={session} />}
      <ul>
        {items.map((member) => (
          <Row
            key={member.id}
            room={targetOf(id)}
            member={member}
            standing={standing}
            session={session}
          />
        ))}
      </ul>
      {others > 0 && <p class="muted empty">and {others} more</p>}
    </Panel>
  );
}

function Adding({ room, session: { client } }: {
  readonly room: string;
  readonly session: ChatSession;
}): preact.JSX.Element {
  async function add(user: string): Promise<void> {
    const { refused: [refused] } = await client.add({
      id: room,
      user_ids: [user],
    });
    if (refused !== undefined) {
      throw new Error(additionOf(refused.id, refused.reason));
    }
  }
  return <OneField label="Add somebody" action="Add" onSubmit={add} />;
}

function Row({ room, member, standing, session }: {
  readonly room: string;
  readonly member: Member;
  readonly standing: Standing;
  readonly session: ChatSession;
}): preact.JSX.Element {
  const { id, name, online, role, muted = false } = member;
  return (
    <li class="member">
      <Avatar id={id} name={name} />
      {id === session.userId
        ? <span dir="auto">{name} (you)</span>
        : <a href={addressOf(`2:${id}`)} dir="auto">{name}</a>}
      <span class="muted">
        {role === "member" ? "" : `${role}, `}
        {muted && "muted, "}
        {online ? <span class="good">online</span> : "offline"}
      </span>
      {standsAbove(standing, role) && (
        <MemberActions
          room={room}
          member={member}
          standing={standing}
          session={session}
        />
      )}
    </li>
  );
}
