import type { Connection } from "../push/hub.ts";

/** The other end of a socket: its connection, and who it is logged in as. */
export interface Peer {
  readonly connection: Connection;
  login: PeerLogin | undefined;
  /** Unix time in milliseconds since when it has been logged out. */
  loggedOutSince: number;
  /** Unix time in milliseconds of the last frame, or of the upgrade. */
  lastFrameAt: number;
}

/** A login of a connection. */
export interface PeerLogin {
  readonly userId: string;
  /** Unix time in milliseconds when it ends; undefined for never. */
  readonly endsAt: number | undefined;
}
