import {
  type Close,
  FLOODING,
  INTERNAL_ERROR,
  MALFORMED,
} from "../base/close_codes.ts";
import type { Clock, Timer } from "../base/clock.ts";
import {
  type Codec,
  type EnvelopeReader,
  type Frame,
  MalformedFrame,
  type Part,
  type Reply,
} from "../protocol/codec.ts";
import { MALFORMED_OP } from "../protocol/operations.ts";
import { holdsMore } from "../push/outbound.ts";
import type { Dispatch } from "./dispatch.ts";
import type { EngineSocket } from "./engine.ts";
import { Intake } from "./intake.ts";
import type { Peer } from "./peer.ts";
import { ReplyLine } from "./reply_line.ts";
import type { RequestTurns } from "./request_turns.ts";
import type { TurnEnd, TurnJob } from "./turn_end.ts";

/** Requests of one connection that may be unanswered. */
export const MAX_UNANSWERED = 256;
/** Malformed envelopes that are answered; the last ends the connection. */
export const MAX_MALFORMED = 10;
/**
 * Milliseconds after which a request counts as slow. The envelopes behind it in
 * the same frame are then read, and count as unanswered.
 */
export const AT_ONCE = 50;
/** Two frames that are fewer milliseconds apart belong to one burst. */
const IN_ONE_GO = 1;
/** Frames of a burst that are served as they come in; the others take turns. */
export const BEGUN_AT_ONCE = 8;
/** Requests of one connection that may be on their way at the same time. */
export const OVERLAPPING = 8;
/** With more unsent bytes than this a connection's requests wait. */
export const REPLY_BACKLOG = 64 * 1024;
/**
 * Characters of replies between two checks of that backlog. A character has at
 * most three bytes.
 */
const UNCHECKED = REPLY_BACKLOG / 3;

/** What a {@linkcode RequestLoop} needs. */
export interface RequestLoopOptions {
  readonly codec: Codec;
  readonly socket: Pick<EngineSocket, "onDrain">;
  readonly dispatch: Pick<Dispatch, "handle">;
  /**
   * Does a request of this operation take effect in its order although the one
   * before, of such an operation as well, has not been answered yet? Undefined:
   * none does.
   */
  readonly overlaps?: ((op: number) => boolean) | undefined;
  readonly clock: Pick<Clock, "after" | "cancel">;
  /** Shared by all connections, as is the end of the turn. */
  readonly turns: RequestTurns;
  readonly turnEnd: TurnEnd;
  /** Called when a reply could not be written; the connection is closed. */
  readonly onFault: (fault: unknown) => void;
  /** Called for an envelope that is not a request. */
  readonly onMalformed?: () => void;
}

/**
 * The requests of one connection, answered in the order of their arrival: one
 * after the other, but for a few of those that overlap. Engines deliver frames
 * without waiting for replies: order, back-pressure and bounds are kept here.
 */
export class RequestLoop implements TurnJob {
  #peer: Peer;
  #options: RequestLoopOptions;
  #intake = new Intake();
  /** Is a request being answered? Then others wait. */
  #busy = false;
  #line = new ReplyLine((reply) => this.#answer(reply));
  /** May the next request begin before the last one is answered? */
  #overlapping = false;
  /** Is the next one about to do so? */
  #isNextDue = false;
  /** The next one, if it waits until all before it are answered. */
  #behind: Frame | MalformedFrame | undefined;
  #onIdle: (() => void)[] = [];
  /** When the last frame came, and how many frames its burst has. */
  #lastAt = -Infinity;
  #inOneGo = 0;
  /** Requests given to the dispatch so far. */
  #asked = 0;
  #isAsking = false;
  /**
   * Has the current request become slow, so that whatever comes in is read and
   * counted?
   */
  #isHeld = false;
  #grace: Timer | undefined;
  /** Characters of replies since the socket was last seen to have drained. */
  #unchecked = 0;
  #malformed = 0;
  #open = true;
  /**
   * How the connection will be closed when every earlier request is answered.
   */
  #ending: Close | undefined;

  constructor(peer: Peer, options: RequestLoopOptions) {
    this.#peer = peer;
    this.#options = options;
  }

  /** Requests behind the one that is being answered. */
  get waiting(): number {
    const overlapping = Math.max(0, this.#line.size - 1);
    const next = this.#behind === undefined && !this.#isNextDue ? 0 : 1;
    return this.#intake.size + overlapping + next;
  }

  /** Is the connection ending, so that no further frame is taken? */
  get ends(): boolean {
    return !this.#open || this.#ending !== undefined;
  }

  /** Takes a frame, which came when the clock's `elapsed` was `at`. */
  take(frame: string | Uint8Array, at: number): void {
    const { envelopes } = this.#options.codec;
    this.#inOneGo = at - this.#lastAt < IN_ONE_GO ? this.#inOneGo + 1 : 0;
    this.#lastAt = at;
    if (envelopes !== undefined) return this.#read(envelopes.read(frame));
    if (!this.#busy) return this.#begin(frame);
    this.#intake.add(frame);
    this.#goAhead();
    this.#bound();
  }

  /** Ends the connection after the replies to the requests that came before. */
  end(close: Close): void {
    this.#ending = close;
    if (!this.#busy) this.#peer.connection.close(close);
  }

  /** The connection has gone: waiting requests are dropped. */
  stop(): void {
    this.#open = false;
    this.#intake.clear();
    this.#behind = undefined;
    this.#options.clock.cancel(this.#grace);
  }

  /** Settles when every request that has come in is answered. */
  async idle(): Promise<void> {
    if (!this.#busy) return;
    await new Promise<void>((resolve) => this.#onIdle.push(resolve));
  }

  /** A frame was not read to its end within the turn. */
  endTurn(): void {
    if (!this.#open || !this.#intake.hasUnread) return;
    // What waits for its turn is not what holds it up.
    if (this.#isAsking) this.#awaitAnswer();
    else this.#options.turnEnd.add(this);
  }

  #awaitAnswer(): void {
    if (this.#grace !== undefined) return;
    const { clock } = this.#options;
    const before = this.#asked;
    this.#grace = clock.after(AT_ONCE, () => {
      this.#grace = undefined;
      if (this.#isAsking && this.#asked === before) this.#hold();
      else this.endTurn();
    });
  }

  #read(frame: EnvelopeReader): void {
    this.#intake.addFrame(frame);
    if (this.#busy) this.#goAhead();
    else this.#begin(this.#intake.next() as Part);
    if (!this.#intake.hasUnread) return;
    if (this.#isHeld) this.#intake.readAll(MAX_UNANSWERED);
    else this.#options.turnEnd.add(this);
    this.#bound();
  }

  /**
   * Until this request is answered everything that comes in is read and
   * counted.
   */
  #hold(): void {
    this.#isHeld = true;
    this.#intake.readAll(MAX_UNANSWERED);
    this.#bound();
  }

  #bound(): void {
    if (this.waiting < MAX_UNANSWERED) return;
    this.#peer.connection.close(FLOODING);
  }

  /**
   * Serves an envelope that waits for no other. Most are answered before the
   * next one comes in, so a client that sends a burst has no queue. The frames
   * of a burst after the first few therefore take turns like queued ones.
   */
  #begin(part: Part): void {
    if (this.#inOneGo < BEGUN_AT_ONCE) return this.#serve(part);
    this.#busy = true;
    this.#options.turns.take(() => this.#serve(part));
  }

  /**
   * Serves one envelope, and then those that have come meanwhile. Uses
   * callbacks instead of an async loop: it runs for every message, and each
   * promise costs time.
   */
  #serve(part: Part | Frame): void {
    this.#busy = this.#open;
    if (!this.#open) return this.#goOn();
    if (this.#unchecked > UNCHECKED && !this.#hasDrained()) {
      const { socket } = this.#options;
      this.#isAsking = true;
      return socket.onDrain(REPLY_BACKLOG, () => this.#serve(part));
    }
    const frame = this.#decode(part);
    if (!(frame instanceof MalformedFrame)) return this.#ask(frame);
    this.#refuse(frame);
    this.#next();
  }

  #ask(frame: Frame): void {
    const { dispatch } = this.#options;
    this.#isNextDue = false;
    this.#asked++;
    this.#isAsking = true;
    this.#overlapping = this.#overlaps(frame);
    const reply = dispatch.handle(frame, this.#peer);
    const isOnly = this.#line.size === 0;
    if (isOnly && !(reply instanceof Promise)) return this.#answer(reply);
    this.#line.add(reply);
    this.#goAhead();
  }

  #answer(reply: Reply): void {
    this.#reply(reply);
    this.#isHeld = false;
    this.#goOn();
  }

  #goOn(): void {
    if (!this.#open) this.#isNextDue = false;
    if (this.#line.size > 0) this.#goAhead();
    else if (!this.#isNextDue) this.#next();
  }

  /** Begins the next request if it overlaps with those before it. */
  #goAhead(): void {
    const { size } = this.#line;
    if (!this.#overlapping || size === 0 || size >= OVERLAPPING) return;
    if (this.#isNextDue || this.#behind !== undefined) return;
    const part = this.#intake.next();
    if (part === undefined) return;
    const frame = this.#decode(part);
    if (frame instanceof MalformedFrame || !this.#overlaps(frame)) {
      this.#behind = frame;
      return;
    }
    this.#isNextDue = true;
    this.#options.turns.take(() => this.#serve(frame));
  }

  #next(): void {
    this.#isAsking = false;
    this.#isHeld = false;
    const part = this.#behind ?? this.#intake.next();
    this.#behind = undefined;
    if (part !== undefined) {
      return this.#options.turns.take(() => this.#serve(part));
    }
    this.#busy = false;
    if (this.#ending !== undefined) {
      this.#peer.connection.close(this.#ending);
    }
    for (const resolve of this.#onIdle.splice(0)) resolve();
  }

  #overlaps({ op }: Frame): boolean {
    return this.#options.overlaps?.(op) ?? false;
  }

  #decode(part: Part | Frame): Frame | MalformedFrame {
    const isRead = typeof part !== "string" && !(part instanceof Uint8Array);
    if (isRead) return part;
    try {
      return this.#options.codec.decode(part);
    } catch (thrown) {
      if (thrown instanceof MalformedFrame) return thrown;
      return new MalformedFrame("malformed frame");
    }
  }

  #refuse({ message }: MalformedFrame): void {
    this.#malformed++;
    this.#options.onMalformed?.();
    const refusal = { op: MALFORMED_OP, seq: 0, code: 400, data: null };
    this.#reply({ ...refusal, msg: message });
    if (this.#malformed >= MAX_MALFORMED) {
      this.#peer.connection.close(MALFORMED);
    }
  }

  #reply(reply: Reply): void {
    const { codec, onFault } = this.#options;
    const { connection } = this.#peer;
    try {
      const encoded = codec.encodeReply(reply);
      this.#unchecked += encoded.length;
      connection.send(encoded);
    } catch (fault) {
      // Without a reply the client would wait for ever, and so would this loop.
      onFault(fault);
      connection.close(INTERNAL_ERROR);
    }
  }

  /**
   * True also for a connection that has gone, as nothing is sent on it any
   * more.
   */
  #hasDrained(): boolean {
    const { connection } = this.#peer;
    if (this.#open && holdsMore(connection, REPLY_BACKLOG)) return false;
    this.#unchecked = 0;
    return true;
  }
}
