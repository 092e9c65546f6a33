import { useEffect, useState } from "preact/hooks";
import type { Chatroom, EventPush, Member } from "../../src/client/mod.ts";
import { targetOf } from "./format.ts";
import type { ChatSession } from "./session.ts";

type Role = Member["role"];

const RANKS: Readonly<Record<Role, number>> = {
  member: 1,
  admin: 2,
  creator: 3,
};

/** A chatroom, and what one is there. */
export interface Standing {
  /** Undefined as long as the service has not told, and where it does not. */
  readonly chatroom: Chatroom | undefined;
  readonly role: Role;
}

const UNKNOWN: Standing = { chatroom: undefined, role: "member" };

/** May one decide about the chatroom? */
export function isAdmin({ role }: Standing): boolean {
  return role !== "member";
}

/** May one decide about a member in this role? */
export function standsAbove({ role }: Standing, other: Role): boolean {
  return role !== "member" && RANKS[role] > RANKS[other];
}

/** Where one stands in a chatroom, now and after each change of it. */
export function useStanding(id: string, session: ChatSession): Standing {
  const [standing, setStanding] = useState(UNKNOWN);
  const { client, userId } = session;
  useEffect(() => {
    let isOver = false;
    const look = async () => {
      const found = await standingIn(targetOf(id), session)
        .catch(() => UNKNOWN);
      if (!isOver) setStanding(found);
    };
    void look();
    const stops = [
      client.on("state", ({ state }) => void (state === "online" && look())),
      client.on("event", (event) => {
        if (event.session_id === id && mayChange(event, userId)) void look();
      }),
    ];
    return () => {
      isOver = true;
      for (const stop of stops) stop();
    };
  }, [id, client]);
  return standing;
}

/** May one stand elsewhere after an event, or be shown another chatroom? */
function mayChange(event: EventPush, userId: string): boolean {
  if (event.event === "removed") return event.user_ids.includes(userId);
  if (event.event === "joined") return event.user.id === userId;
  return event.event === "updated" || event.event === "role";
}

async function standingIn(
  id: string,
  { client, userId }: ChatSession,
): Promise<Standing> {
  const chatroom = await client.chatroom({ id });
  if (chatroom.creator === userId) return { chatroom, role: "creator" };
  // What only admins are answered.
  const answer = client.sanctions({ id, count: 1 });
  const role = await answer.then(() => "admin", () => "member");
  return { chatroom, role: role as Role };
}
