/**
 * What crosses between the core's thread and a gateway's: plain data only.
 * Small and frequent things, requests and the core's commands, are items: a
 * {@linkcode Batch} writes all that wait as one JSON text, at half the cost of
 * cloning them. Rare or large things are calls, see {@linkcode Calls}.
 *
 * @module
 */

import type { Close } from "../base/close_codes.ts";
import type {
  EventPush,
  Hint,
  Message,
  MessagesPush,
} from "../protocol/responses.ts";
import type { Behind, RoomBatch } from "../push/gateway_commands.ts";
import type { Refusal } from "../base/refusal.ts";

/** An item on its way to the core. */
export type FromGateway =
  | ["ask", id: number, op: number, body: object, connection: number]
  | ["count", id: number, op: number, connection: number]
  | ["stuck", connection: number, isStuck: boolean]
  | ["gone", connection: number]
  | ["served", chatroomId: string, behind: Behind]
  | ["told", id: number, behind: readonly number[]]
  | ["taken", count: number];

/** An item on its way to a gateway. */
export type FromCore =
  | ["done", id: number, data: object]
  | ["refused", id: number, refusal: Refusal]
  | ["admit", connection: number, userId: string, lifetime: number | null]
  | ["dismiss", connection: number]
  | ["close", connection: number, close: Close]
  | ["enter", chatroomId: string, userId: string, hiddenUpTo?: number]
  | ["exit", chatroomId: string, userId: string]
  | ["deliver", userId: string, push: MessagesPush, except: number | null]
  | ["notify", userId: string, hint: Hint, except: number | null]
  | ["notifyChatroom", id: string, hint: Hint, except: number | null]
  | ["notifyAll", event: EventPush]
  | ["tell", id: number, connections: readonly number[], event: EventPush]
  | ["pushChatroom", chatroomId: string, batch: RoomBatch]
  | ["replace", chatroomId: string, message: Message];

/** What a gateway's thread starts with. */
export interface ThreadStart<Options> {
  /** The module to run, if the worker's own is only a loader. */
  readonly entry: string;
  readonly options: Options;
  /** Counts its sockets, see `SocketCount`. */
  readonly counts: Int32Array;
  readonly place: number;
}

/** The name of a gateway's thread in logs and profiles. */
export function threadName(place: number): string {
  return `gateway-${place}`;
}

/** The part of a message port that is used here. */
export interface Port {
  postMessage(message: unknown): void;
}
