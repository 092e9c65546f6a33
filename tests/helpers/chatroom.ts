import type { Chatroom } from "../../src/protocol/responses.ts";

/** A chatroom on the wire, as a join creates it, with changes. */
export function chatroomOf(
  id: string,
  changes: Partial<Chatroom> = {},
): Chatroom {
  const plain: Chatroom = {
    id,
    name: id,
    creator: "ann",
    created_at: 0,
    member_count: 1,
    join: "open",
    send: "all",
    history: "all",
    max_members: 0,
    slow_mode: 0,
    data: {},
    version: 1,
  };
  return { ...plain, ...changes };
}
