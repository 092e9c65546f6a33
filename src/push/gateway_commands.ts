import type { Close } from "../base/close_codes.ts";
import type {
  EventPush,
  Hint,
  Message,
  MessagesPush,
  PushedSession,
} from "../protocol/responses.ts";

/**
 * One push to a chatroom, at the end of an interval. A point is a number of
 * messages, counted from when the room became busy.
 */
export interface RoomBatch {
  readonly session: PushedSession;
  /**
   * Every receiver that is not behind has been pushed the messages up to this
   * point.
   */
  readonly start: number;
  /** This push brings receivers up to this point. */
  readonly end: number;
  /**
   * The newest messages after `start` by priority, ascending, at most
   * `--message-push-count`. The others are missed.
   */
  readonly items: readonly Message[];
  /** The point of each item; absent where they are the last ones. */
  readonly points?: readonly number[];
}

/**
 * Which of a gateway's receivers are behind after a push: none, those that are
 * backed up, or all, because the push could not be made at all.
 */
export type Behind = "nobody" | "somebody" | "everybody";

/** Takes the connections that were not told, as they are behind. */
export type Told = (behind: readonly number[]) => void;

/**
 * A gateway as the core sees it. It holds connections; what it knows of their
 * users and chatrooms comes through these calls. All arguments are plain data,
 * so that a gateway may run in another thread. Calls take effect in their
 * order. A call about an unknown connection, user or chatroom does nothing, as
 * it may have gone a moment ago.
 */
export interface GatewayCommands {
  /**
   * Logs a user in at a connection: from now on it belongs to that user and is
   * in that user's chatrooms. The login ends after `lifetime` milliseconds;
   * without it, with the connection. A repeated call for the same user only
   * sets the lifetime anew.
   */
  admit(connection: number, userId: string, lifetime?: number): void;
  /** Ends the login of a connection, which stays open. */
  dismiss(connection: number): void;
  close(connection: number, close: Close): void;
  /**
   * Undefined while the gateway keeps up; otherwise a promise that settles when
   * it does. Await it before many calls.
   */
  ready?(): Promise<void> | undefined;
  /**
   * Puts all of a user's connections into a chatroom, where they are pushed
   * nothing up to the message with the sequence `hiddenUpTo`.
   */
  enter(chatroomId: string, userId: string, hiddenUpTo?: number): void;
  exit(chatroomId: string, userId: string): void;

  /**
   * Sends messages to a user's connections except `except`. A connection that
   * cannot take them is closed as a slow consumer.
   */
  deliver(userId: string, push: MessagesPush, except?: number): void;
  /**
   * Sends an event or a signal to a user's connections except `except`. It is
   * dropped for a connection that cannot take it.
   */
  notify(userId: string, hint: Hint, except?: number): void;
  /**
   * Sends an event or a signal to the connections in a chatroom except `except`
   * and, of a signal, those of its sender, a slice at a time.
   */
  notifyChatroom(chatroomId: string, hint: Hint, except?: number): void;
  /**
   * Sends an event to some connections, except those that are backed up as for
   * a chatroom's push. `told` is called once, with these: whoever keeps what
   * they missed tells them later.
   */
  tell(connections: readonly number[], event: EventPush, told: Told): void;

  /** Sends an event to all logged-in connections, a slice at a time. */
  notifyAll(event: EventPush): void;

  /**
   * Pushes to the connections in a chatroom, a slice at a time, until they have
   * everything up to `batch.end`. A backed-up connection is left behind and
   * catches up with a later batch; a batch whose end is its start is for such
   * connections alone. `served` is called once, after the last connection;
   * until then there is no other batch for this chatroom. After "everybody" the
   * next batch has the same start.
   */
  pushChatroom(
    chatroomId: string,
    batch: RoomBatch,
    served: (behind: Behind) => void,
  ): void;
  /** Changes a message that receivers who are behind have yet to get. */
  replace(chatroomId: string, message: Message): void;
}
