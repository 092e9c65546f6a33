import type { Clock, Timer } from "../../src/clock.ts";
import {
  type Event,
  type LoggedIn,
  OP,
  PUSH,
  type Push,
} from "../helpers/contract.ts";
import { Exchange } from "./exchange.ts";
import type { Random } from "./random.ts";
import type { Link, Transport } from "./transport.ts";
import { type Frame, parseFrame } from "./wire.ts";
import type { Where, Witness } from "./witness.ts";

/** Close codes after which a client must not come back. */
const FINAL_CLOSES: ReadonlySet<number> = new Set([1003, 1009, 4400, 4409]);
/** The close code after which a client needs a new token. */
const NEW_TOKEN = 4401;

/** What a device is made of. */
export interface DeviceOptions {
  readonly userId: string;
  /** Names the device among all devices of all users. */
  readonly device: string;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly witness: Witness;
  readonly random: Random;
  /** Milliseconds after which a reply will not come any more. */
  readonly patience: number;
}

/** Who is told what comes in. */
export interface ConnectionEvents {
  /** Logged in, and ready for requests. */
  readonly onLogin: (exchange: Exchange) => void;
  readonly onPush: (push: Push) => void;
  readonly onEvent: (event: Event) => void;
}

/** Keeps a device connected and logged in, as far as close codes let it. */
export class ClientConnection {
  #options: DeviceOptions & ConnectionEvents;
  #link: Link | undefined;
  #current: Exchange | undefined;
  #connections = 0;
  #token: string | undefined;
  #started = false;
  #loggedIn = false;
  #reconnect: Timer | undefined;
  #beat: Timer | undefined;

  constructor(options: DeviceOptions & ConnectionEvents) {
    this.#options = options;
  }

  /** The connection of now, once it is logged in. */
  get exchange(): Exchange | undefined {
    return this.#loggedIn ? this.#current : undefined;
  }

  /** The name of the connection of now. */
  get where(): Where {
    const { userId, device } = this.#options;
    return { userId, device, connection: `${device}#${this.#connections}` };
  }

  /** Connects, and goes on doing so. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#connect();
  }

  /** Ends without a word to anybody; may be started again. */
  stop(): void {
    if (!this.#started) return;
    this.#started = false;
    this.#options.clock.cancel(this.#reconnect);
    this.#disconnect();
  }

  #connect(): void {
    this.#connections++;
    const { transport, clock, witness, patience } = this.#options;
    const { where } = this;
    const link = transport.open({
      opened: () => this.#login(exchange),
      received: (text) => this.#receive(parseFrame(text), exchange),
      closed: (code) => this.#closed(code),
    });
    const exchange = new Exchange({
      link,
      clock,
      patience,
      onSilence: () => this.#closed(1006),
      onFault: (text) => {
        witness.fault(where, text);
        this.#closed(1006);
      },
    });
    this.#link = link;
    this.#current = exchange;
    witness.connected(where);
  }

  async #login(exchange: Exchange): Promise<void> {
    const { where } = this;
    const { userId: id, device } = where;
    const token = this.#token === undefined ? {} : { token: this.#token };
    const reply = await exchange.ask(OP.login, { id, device, ...token });
    if (reply === undefined) return;
    if (reply.code !== 0) {
      const text = `login: ${reply.code} ${reply.msg}`;
      return this.#options.witness.fault(where, text);
    }
    const terms = reply.data as LoggedIn;
    this.#token = terms.token;
    this.#loggedIn = true;
    this.#keepAlive(exchange, terms.heartbeat_interval / 2);
    this.#options.onLogin(exchange);
  }

  #keepAlive(exchange: Exchange, interval: number): void {
    this.#beat = this.#options.clock.after(interval, () => {
      exchange.ask(OP.heartbeat);
      this.#keepAlive(exchange, interval);
    });
  }

  #receive(frame: Frame, exchange: Exchange): void {
    const { witness, onPush, onEvent } = this.#options;
    if (frame.op === PUSH.messages) {
      witness.pushed(this.where, frame.body as Push);
      onPush(frame.body as Push);
    } else if (frame.op === PUSH.event) {
      witness.happened(this.where, frame.body as Event);
      onEvent(frame.body as Event);
    } else {
      exchange.take(frame);
    }
  }

  #closed(code: number): void {
    const { clock, witness, random } = this.#options;
    witness.disconnected(this.where, code);
    this.#disconnect();
    if (FINAL_CLOSES.has(code)) this.#started = false;
    if (!this.#started) return;
    if (code === NEW_TOKEN) this.#token = undefined;
    const pause = random.whole(10, 300);
    this.#reconnect = clock.after(pause, () => this.#connect());
  }

  #disconnect(): void {
    this.#options.clock.cancel(this.#beat);
    this.#loggedIn = false;
    this.#link?.end();
    this.#current?.end();
    this.#link = this.#current = undefined;
  }
}
