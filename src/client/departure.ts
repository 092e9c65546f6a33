import type { EventPush } from "../protocol/responses.ts";

/** Does an event say that this user is no longer in its chatroom? */
export function endsMembership(
  event: EventPush,
  userId: string,
): event is Extract<EventPush, { event: "left" | "removed" | "disbanded" }> {
  if (event.event === "disbanded") return true;
  if (event.event === "left") return event.user.id === userId;
  return event.event === "removed" && event.user_ids.includes(userId);
}
