import { type Change, changeTo } from "../domain/change.ts";
import { chatroomConversation } from "../domain/ids.ts";
import type { Message } from "../domain/model.ts";
import type { EventPush } from "../protocol/responses.ts";
import type { Entered } from "./nodes.ts";
import { decodeMessage } from "../storage/redis/stored_message.ts";

/** What a node publishes on a user's channel. */
export type UserNews =
  /** A private message from or to the user; `title` is the receiver's name. */
  | { kind: "message"; message: Message; title: string }
  | { kind: "event"; event: EventPush }
  | { kind: "entered"; chatroomId: string; place: Entered }
  | { kind: "left"; chatroomId: string; ordinal: number }
  /** The node of this name has to close the user's oldest connection. */
  | { kind: "close"; node: string };

/** What is published on a chatroom's channel. */
export type RoomNews =
  /** A message was appended; the script that did it publishes this. */
  | { kind: "append"; message: Message; title: string }
  /** A message was changed; the script that did it publishes this. */
  | { kind: "changed"; change: Change }
  /** Somebody joined or left; the script that did it publishes this. */
  | { kind: "member"; userId: string; isMember: boolean; ordinal: number }
  | { kind: "event"; event: EventPush };

/**
 * Did the node of this name publish a text? Answered without parsing the rest.
 * What a script publishes is from no node.
 */
export function isFrom(node: string, text: string): boolean {
  return text.startsWith(`${node}\n`) || text.startsWith(`event ${node}\n`);
}

/** Writes a publication about a user. */
export function encodeUserNews(from: string, news: UserNews): string {
  return `${from}\n${JSON.stringify(news)}`;
}

/** Reads what {@linkcode encodeUserNews} wrote. @throws {SyntaxError} */
export function decodeUserNews(text: string): UserNews {
  const [, body] = firstLineOf(text);
  return JSON.parse(body);
}

/** Writes a publication about a chatroom. */
export function encodeRoomEvent(from: string, event: EventPush): string {
  return `event ${from}\n${JSON.stringify(event)}`;
}

/**
 * Reads what the scripts and {@linkcode encodeRoomEvent} write.
 *
 * @throws {SyntaxError | TypeError}
 */
export function decodeRoomNews(chatroomId: string, text: string): RoomNews {
  const [line, body] = firstLineOf(text);
  const [, kind, number = "", rest = ""] = /^(\S+) (\S+) ?(.*)$/s.exec(line) ??
    [];
  if (kind === "event") return { kind, event: JSON.parse(body) };
  if (kind === "joined" || kind === "left") {
    const isMember = kind === "joined";
    return { kind: "member", userId: body, isMember, ordinal: Number(number) };
  }
  const { key } = chatroomConversation(chatroomId);
  const message = decodeMessage(key, Number(number), body);
  if (kind === "append") return { kind, message, title: JSON.parse(rest) };
  if (kind === "recall") {
    return { kind: "changed", change: changeTo(message, Number(rest)) };
  }
  throw new TypeError(`${chatroomId}: unknown news`);
}

function firstLineOf(text: string): [string, string] {
  const end = text.indexOf("\n");
  return [text.slice(0, end), text.slice(end + 1)];
}
