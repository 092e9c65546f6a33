import type { Connection } from "../push/hub.ts";
import type { SpanParent } from "../observe/tracing.ts";

/** The other end of a socket: its connection, and who it is logged in as. */
export interface Peer {
  readonly connection: Connection;
  /** What its lines in the log have in common. */
  readonly id: string;
  /** The trace id of the upgrade. */
  readonly trace: string;
  /** The client's IP address, where it is known. */
  readonly client: string | undefined;
  /** The span of the upgrade, where spans are collected. */
  readonly span: SpanParent | undefined;
  /** As the core has told it, see {@linkcode Hub.admit}. */
  login: PeerLogin | undefined;
  /** Who was logged in last, also after a logout; undefined for nobody yet. */
  lastUser?: string | undefined;
  /** Since when it has been nobody's, as the clock's `elapsed`. */
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
