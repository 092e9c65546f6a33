import { hash } from "node:crypto";
import type { Message } from "../domain/model.ts";
import { partiesOfMessage, undeliveredData } from "../protocol/hook_data.ts";
import type { Views } from "../protocol/views.ts";
import type { NewEvent } from "./recorder.ts";

/** Characters of an event's id after `evt_`, as many as a UUID has. */
const ID_LENGTH = 32;

/**
 * The event that a private message has not reached a user, told after a delay.
 * Its id is always the same for a message, as two nodes may find out, or one of
 * them once more after a restart.
 *
 * @param now Unix time in milliseconds, by the clock all nodes share
 */
export function undeliveredEvent(
  message: Message,
  userId: string,
  { views, delay, now }: { views: Views; delay: number; now: number },
): NewEvent {
  return {
    id: idOf(message, userId),
    type: "message.undelivered",
    at: now + delay,
    about: partiesOfMessage(message),
    data: undeliveredData(message, userId, views),
    wait: { userId, delay },
  };
}

function idOf({ conversation, id }: Message, userId: string): string {
  const digest = hash("sha256", `${userId} ${conversation} ${id}`, "hex");
  return `evt_${digest.slice(0, ID_LENGTH)}`;
}
