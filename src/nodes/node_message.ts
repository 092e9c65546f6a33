import type { Change, ChangeKind } from "../domain/change.ts";
import { chatroomConversation } from "../domain/ids.ts";
import type { Close } from "../base/close_codes.ts";
import type { Message } from "../domain/model.ts";
import type { EventPush, Hint } from "../protocol/responses.ts";
import type { Entered } from "./nodes.ts";
import { decodeMessage } from "../storage/redis/stored_message.ts";

/** What a node publishes on a user's channel. */
export type UserNews =
  /** A private message from or to the user; `title` is the receiver's name. */
  | { kind: "message"; message: Message; title: string }
  | { kind: "event"; event: Hint }
  | { kind: "entered"; chatroomId: string; place: Entered }
  | { kind: "left"; chatroomId: string; ordinal: number }
  /** All of the user's connections have to be closed. */
  | { kind: "sent away"; close: Close }
  /** The node of this name has to close the user's oldest connection. */
  | { kind: "close"; node: string };

/** What a node publishes for the other nodes themselves. */
export type NodeNews =
  /** A user is erased: what a process remembers of them has to go. */
  { kind: "erased"; userId: string };

/** What is published on a chatroom's channel. */
export type RoomNews =
  /** A message was appended; the script that did it publishes this. */
  | { kind: "append"; message: Message; title: string }
  /** A message was changed; the script that did it publishes this. */
  | { kind: "changed"; change: Change }
  /** Somebody joined or left; the script that did it publishes this. */
  | {
    kind: "member";
    userId: string;
    isMember: boolean;
    ordinal: number;
    /** As in `Membership`. */
    hiddenUpTo: number;
  }
  | { kind: "event"; event: Hint };

/** The words under which the script publishes changes. */
const CHANGES: ReadonlyMap<unknown, ChangeKind> = new Map([
  ["recall", "recalled"],
  ["edit", "edited"],
  ["react", "reacted"],
]);

/**
 * Did the node of this name publish a text? Answered without parsing the rest.
 * What a script publishes is from no node.
 */
export function isFrom(node: string, text: string): boolean {
  return text.startsWith(`${node}\n`) || text.startsWith(`event ${node}\n`);
}

/** Writes a publication about a user. */
export function encodeUserNews(from: string, news: UserNews): string {
  return withNode(from, news);
}

/** Reads what {@linkcode encodeUserNews} wrote. @throws {SyntaxError} */
export function decodeUserNews(text: string): UserNews {
  return bodyOf(text) as UserNews;
}

/** Writes a publication for the other nodes. */
export function encodeNodeNews(from: string, news: NodeNews): string {
  return withNode(from, news);
}

/** Reads what {@linkcode encodeNodeNews} wrote. @throws {SyntaxError} */
export function decodeNodeNews(text: string): NodeNews {
  return bodyOf(text) as NodeNews;
}

/** Writes a publication about a chatroom. */
export function encodeRoomEvent(from: string, event: Hint): string {
  return `event ${from}\n${JSON.stringify(event)}`;
}

/** Reads what {@linkcode encodeRoomEvent} wrote. @throws {SyntaxError} */
export function decodeEvent(text: string): EventPush {
  const [, body] = firstLineOf(text);
  return JSON.parse(body);
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
    const hiddenUpTo = Number(rest);
    const ordinal = Number(number);
    return { kind: "member", userId: body, isMember, ordinal, hiddenUpTo };
  }
  const { key } = chatroomConversation(chatroomId);
  const message = decodeMessage(key, Number(number), body);
  if (kind === "append") return { kind, message, title: JSON.parse(rest) };
  const change = CHANGES.get(kind);
  if (change !== undefined) {
    return {
      kind: "changed",
      change: changeIn(change, message, rest),
    };
  }
  throw new TypeError(`${chatroomId}: unknown news`);
}

function withNode(from: string, news: object): string {
  return `${from}\n${JSON.stringify(news)}`;
}

function bodyOf(text: string): unknown {
  const [, body] = firstLineOf(text);
  return JSON.parse(body);
}

function firstLineOf(text: string): [string, string] {
  const end = text.indexOf("\n");
  return [text.slice(0, end), text.slice(end + 1)];
}

/** `rest` is the number, and whether not all members may see the message. */
function changeIn(kind: ChangeKind, message: Message, rest: string): Change {
  const [number, brief] = rest.split(" ");
  const change = { kind, message, number: Number(number) };
  return brief === "1" ? { ...change, isBrief: true } : change;
}
