import { type AdminApi, part } from "./admin_api.ts";
import { AskingButton } from "./asking_button.tsx";
import { ChatroomMembers } from "./chatroom_members.tsx";
import { ChatroomMessages } from "./chatroom_messages.tsx";
import { ChatroomSettings } from "./chatroom_settings.tsx";
import type { TabProps } from "./console_view.tsx";
import { Problem } from "./problem.tsx";
import type { Chatroom } from "./records.ts";
import { numberOf, timeOf } from "./texts.ts";
import { type Act, useActions } from "./use_actions.tsx";
import { useReading } from "./use_reading.ts";

/** Milliseconds until a chatroom is read again. */
const REFRESH = 5000;

/** What the parts of a chatroom's view are given. */
export interface ChatroomPart {
  readonly api: AdminApi;
  /** The chatroom's path in the server API. */
  readonly path: string;
  readonly id: string;
  readonly act: Act;
  /** Grows with every change made here: what is shown is read again. */
  readonly round: unknown;
  readonly onGo: TabProps["onGo"];
}

/** One chatroom: its settings, members and messages. */
export function ChatroomView({ api, id, onGo }: {
  readonly api: AdminApi;
  readonly id: string;
  readonly onGo: TabProps["onGo"];
}): preact.JSX.Element {
  const path = `/admin/chatrooms/${part(id)}`;
  const { value: room, problem, isGone, again } = useReading(
    () => api.get<Chatroom>(path),
    [api, path],
    REFRESH,
  );
  const { act, outcome } = useActions(again);
  const parts = { api, path, id, act, onGo, round: room };
  const list = () => onGo({ tab: "Chatrooms" });
  return (
    <article aria-label={`Chatroom ${id}`}>
      <p>
        <button type="button" class="plain" onClick={list}>← Chatrooms</button>
      </p>
      <h2>{id}</h2>
      {isGone && (
        <p class="muted">There is no such chatroom, or none any more.</p>
      )}
      {problem !== undefined && !isGone && <Problem text={problem} />}
      {outcome}
      {room !== undefined && (
        <>
          <Facts room={room} />
          <ChatroomSettings key={room.version} room={room} {...parts} />
          <ChatroomMembers {...parts} />
          <ChatroomMessages {...parts} />
          <AskingButton
            label="Disband"
            questions={[`Disband ${id}? Its history goes.`]}
            onSure={() =>
              act(
                "The chatroom is disbanded.",
                () => api.change("DELETE", path),
              )}
          />
        </>
      )}
    </article>
  );
}

function Facts({ room }: { readonly room: Chatroom }): preact.JSX.Element {
  return (
    <dl class="facts">
      <dt>Name</dt>
      <dd dir="auto">{room.name}</dd>
      <dt>Members</dt>
      <dd>
        {numberOf(room.member_count)}
        {room.max_members > 0 && ` of ${numberOf(room.max_members)} at most`},
        {" "}
        of whom {numberOf(room.online)} are online
      </dd>
      <dt>Creator</dt>
      <dd>{room.creator || "nobody"}</dd>
      <dt>Made</dt>
      <dd>{timeOf(room.created_at)}</dd>
    </dl>
  );
}
