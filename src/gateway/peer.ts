import type { Connection } from "../push/hub.ts";

/** The other end of a socket: its connection, and who it is logged in as. */
export interface Peer {
  readonly connection: Connection;
  login: PeerLogin | undefined;
  /** Since when it has been logged out, as the clock's `elapsed`. */
  loggedOutSince: number;
  /** When the last frame came, or the upgrade, as the clock's `elapsed`. */
  lastFrameAt: number;
}

/** A login of a connection. */
export interface PeerLogin {
  readonly userId: string;
  /** Unix time in milliseconds when it ends; undefined for never. */
  readonly endsAt: number | undefined;
}
