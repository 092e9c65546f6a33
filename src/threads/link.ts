/**
 * What crosses the border between the core's thread and a gateway's: plain data
 * only. Small things that come often, requests and what the core tells, are
 * items: a {@linkcode Batch} writes all that wait as one JSON text, which costs
 * half of what cloning them costs. Rare or large things are calls, see
 * {@linkcode Calls}.
 *
 * @module
 */

import type { Close } from "../base/close_codes.ts";
import type { ReplyCode } from "../base/errors.ts";
import type {
  EventPush,
  Message,
  MessagesPush,
} from "../protocol/responses.ts";
import type { Behind, RoomBatch } from "../push/gateway_commands.ts";

/** An item on its way to the core. */
export type FromGateway =
  | ["ask", id: number, op: number, body: object, connection: number]
  | ["stuck", connection: number, isStuck: boolean]
  | ["gone", connection: number]
  | ["served", chatroomId: string, behind: Behind]
  | ["taken", count: number];

/** An item on its way to a gateway. */
export type FromCore =
  | ["done", id: number, data: object]
  | ["refused", id: number, code: ReplyCode, message: string]
  | ["admit", connection: number, userId: string, lifetime: number | null]
  | ["dismiss", connection: number]
  | ["close", connection: number, close: Close]
  | ["enter", chatroomId: string, userId: string]
  | ["exit", chatroomId: string, userId: string]
  | ["deliver", userId: string, push: MessagesPush, except: number | null]
  | ["notify", userId: string, event: EventPush, except: number | null]
  | ["notifyChatroom", id: string, event: EventPush, except: number | null]
  | ["pushChatroom", chatroomId: string, batch: RoomBatch]
  | ["replace", chatroomId: string, message: Message];

/** What a gateway's thread is started with. */
export interface ThreadStart<Options> {
  /** The module to run, where the worker's own is only a loader. */
  readonly entry: string;
  readonly options: Options;
  /** Where its sockets are counted, see `SocketCount`. */
  readonly counts: Int32Array;
  readonly place: number;
}

/** What a gateway's thread is called in logs and profiles. */
export function threadName(place: number): string {
  return `gateway-${place}`;
}

/** One end of a link, as far as it is used here. */
export interface Port {
  postMessage(message: unknown): void;
}
