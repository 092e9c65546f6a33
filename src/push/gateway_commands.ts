import type { Close } from "../base/close_codes.ts";
import type {
  EventPush,
  Message,
  MessagesPush,
  PushedSession,
} from "../protocol/responses.ts";

/**
 * What a chatroom is pushed at the end of an interval. Points count the room's
 * messages from the moment at which it became busy.
 */
export interface RoomBatch {
  readonly session: PushedSession;
  /** The point up to which everybody has been pushed who is not behind. */
  readonly start: number;
  /** The point up to which this push brings its receivers. */
  readonly end: number;
  /**
   * The newest messages after `start`, ascending, at most
   * `--message-push-count`: what is left out of them is missed.
   */
  readonly items: readonly Message[];
}

/**
 * Who of a gateway's receivers a push did not bring to its end: who is backed
 * up, or everybody, where it could not be told at all.
 */
export type Behind = "nobody" | "somebody" | "everybody";

/**
 * A gateway, as the core sees it: it holds connections, and knows of their
 * users and chatrooms what it has been told here. Everything that goes through
 * is plain data, so that a gateway may run in another thread. Calls take effect
 * in their order; one about a connection, user or chatroom that is not here
 * does nothing, as what is here may have gone on its own.
 */
export interface GatewayCommands {
  /**
   * A connection is a user's from now on, and in that user's chatrooms; for
   * `lifetime` milliseconds, or as long as it lasts. Again for the same user it
   * only says anew for how long.
   */
  admit(connection: number, userId: string, lifetime?: number): void;
  /** A connection is nobody's any more, and stays open. */
  dismiss(connection: number): void;
  close(connection: number, close: Close): void;
  /**
   * Undefined while the gateway keeps up with what it is told, or else a
   * promise that settles when it does: whoever has much to tell waits for it.
   */
  ready?(): Promise<void> | undefined;
  /** A user's connections are in a chatroom from now on. */
  enter(chatroomId: string, userId: string): void;
  exit(chatroomId: string, userId: string): void;

  /**
   * Sends messages to a user's connections but `except`. A connection that
   * cannot take them is closed as a slow consumer.
   */
  deliver(userId: string, push: MessagesPush, except?: number): void;
  /** As `deliver`; for a connection that cannot take it the event is dropped. */
  tell(userId: string, event: EventPush, except?: number): void;
  /** Tells all connections in a chatroom but `except`, a slice at a time. */
  tellChatroom(chatroomId: string, event: EventPush, except?: number): void;

  /**
   * Brings the connections in a chatroom to `batch.end`, a slice at a time. One
   * that is backed up is left behind, and gets what is then new with a later
   * batch; a batch that ends where it starts is for those alone. `served` is
   * called once when everybody has been served, with who is behind; until then
   * there is no other batch for this chatroom. Where it was everybody, the next
   * batch starts where this one did.
   */
  pushChatroom(
    chatroomId: string,
    batch: RoomBatch,
    served: (behind: Behind) => void,
  ): void;
  /** A message that somebody who is behind has still to get has changed. */
  replace(chatroomId: string, message: Message): void;
}
