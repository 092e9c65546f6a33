/** A frame on the wire: text or binary, as the connection's encoding has it. */
export type Data = string | Uint8Array<ArrayBuffer>;

/** One connection, as its client holds it. */
export interface Link {
  /** Sends one frame; after the end it goes nowhere. */
  send(data: Data): void;
  /** Ends it; the client is told nothing of it any more. */
  end(): void;
}

/** What a client is told about its connection. */
export interface LinkEvents {
  /** It is open, and speaks the subprotocol that was chosen. */
  opened(subprotocol: string): void;
  received(data: Data): void;
  /** The end, by whomever, with a close code; 1006 where there was none. */
  closed(code: number): void;
}

/** The way from one device to the service, over which it connects. */
export interface Transport {
  /** Opens a connection that speaks one of these subprotocols. */
  open(subprotocols: readonly string[], events: LinkEvents): Link;
}

/** A transport that the schedule disturbs. */
export interface Line extends Transport {
  /** Cuts the connection: what is under way is lost from some point on. */
  cut(): void;
  /** Stops reading: what the service sends piles up. */
  pause(): void;
  /** Reads again. */
  resume(): void;
  /** Settles when nothing of it is left. */
  gone(): Promise<void>;
}
