import type { Connection } from "../push/hub.ts";
import type { SpanParent } from "../observe/tracing.ts";

/** The other end of a socket: its connection, and its login. */
export interface Peer {
  readonly connection: Connection;
  /** Its name in log lines. */
  readonly id: string;
  /** The trace id of the upgrade. */
  readonly trace: string;
  /** The client's IP address, if known. */
  readonly client: string | undefined;
  /** The span of the upgrade, if spans are collected. */
  readonly span: SpanParent | undefined;
  /** Set by the core, see {@linkcode Hub.admit}. */
  login: PeerLogin | undefined;
  /**
   * The user who was logged in last, also after a logout; undefined if none
   * was.
   */
  lastUser?: string | undefined;
  /** Since when there is no login, as the clock's `elapsed`. */
  loggedOutSince: number;
  /** When the last frame came, or the upgrade, as the clock's `elapsed`. */
  lastFrameAt: number;
}

/** A login of a connection. */
export interface PeerLogin {
  readonly userId: string;
  /** When it ends, as the clock's `elapsed`; undefined for never. */
  readonly endsAt: number | undefined;
}
