import type { Message } from "../../src/client/mod.ts";

const RECALLED = 2;

const time = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const weekday = new Intl.DateTimeFormat(undefined, {
  weekday: "long",
  day: "numeric",
  month: "long",
});

/** The time of day. */
export function timeOf(at: number): string {
  return time.format(at);
}

/** The day, in words. */
export function dayOf(at: number): string {
  const text = weekday.format(at);
  return text === weekday.format(Date.now()) ? "Today" : text;
}

/** A day and its time, where it is another day than today. */
export function momentOf(at: number): string {
  const isToday = day.format(at) === day.format(Date.now());
  return isToday ? time.format(at) : `${day.format(at)} ${time.format(at)}`;
}

/** The time of today, or the day. */
export function shortTime(at: number): string {
  const isToday = day.format(at) === day.format(Date.now());
  return isToday ? time.format(at) : day.format(at);
}

/** Was it taken back? */
export function isRecalled({ status }: Message): boolean {
  return status === RECALLED;
}

/** A message in one line. */
export function snippet(message: Message): string {
  if (isRecalled(message)) return "taken back";
  const { category, content } = message;
  return category === "text" ? content : `[${category}] ${content}`;
}

/** The id of whom, or of what chatroom, a conversation is with. */
export function targetOf(sessionId: string): string {
  return sessionId.slice(sessionId.indexOf(":") + 1);
}

/** Where a request to a conversation goes. */
export function conversationOf(
  sessionId: string,
): { readonly type: 1 | 2; readonly target_id: string } {
  return { type: isRoom(sessionId) ? 1 : 2, target_id: targetOf(sessionId) };
}

/** Is it the conversation of a chatroom? */
export function isRoom(sessionId: string): boolean {
  return sessionId.startsWith("1:");
}
