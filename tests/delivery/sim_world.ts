import { LIFTED_LIMITS } from "../../scripts/lifted_limits.ts";
import { createService, type Service } from "../../src/app/service.ts";
import { DenoEngine } from "../../src/gateway/engines/deno.ts";
import type { RuntimeSocket } from "../../src/gateway/engines/deno_socket.ts";
import { chooseSubprotocol } from "../../src/protocol/encodings.ts";
import type { Log } from "../../src/observe/log.ts";
import { attend } from "../helpers/attend.ts";
import { optionsOf } from "../options/parse.ts";
import type { EventLoop } from "./event_loop.ts";
import { randomFor } from "./random.ts";
import { SimConnection, type Tamper } from "./sim_connection.ts";
import type { Line, Link, LinkEvents } from "./transport.ts";
import type { World } from "./world.ts";

/** What {@linkcode SimWorld} needs. */
export interface SimWorldOptions {
  readonly seed: number;
  readonly flags: readonly string[];
  readonly loop: EventLoop;
  /** Makes what breaks the frames of one connection. */
  readonly tamper: () => Tamper;
  /** Told of what the service itself reports as an error. */
  readonly onError: (text: string) => void;
}

/** The real service among simulated connections, in simulated time. */
export class SimWorld implements World {
  readonly clock: EventLoop;
  #service: Service;
  #engine: DenoEngine;
  #options: SimWorldOptions;

  constructor(options: SimWorldOptions) {
    this.#options = options;
    this.clock = options.loop;
    this.#engine = new DenoEngine(options.loop);
    const flags = [...LIFTED_LIMITS, ...options.flags];
    this.#service = createService(optionsOf(flags), {
      clock: options.loop,
      log: errorsOnly(options.onError),
      version: "simulated",
    });
  }

  /** Connections that the service still holds. */
  get sockets(): number {
    return this.#service.sockets.total;
  }

  line(device: string): Line {
    const { seed, loop: clock, tamper } = this.#options;
    const random = randomFor(seed, `line ${device}`);
    return new SimLine((offered, events) => {
      const subprotocol = chooseSubprotocol(offered)?.name;
      if (subprotocol === undefined) throw new Error(`no ${offered}`);
      const { gateway } = this.#service;
      const serve = (socket: RuntimeSocket) =>
        attend({ gateway, engine: this.#engine }, socket, subprotocol);
      return new SimConnection({
        clock,
        random,
        events,
        subprotocol,
        attend: serve,
        tamper: tamper(),
      });
    });
  }

  shiftClock(ms: number): void {
    this.clock.shift(ms);
  }

  /** Nothing ever happens to a service in this process. */
  disturb(): void {}

  healed(): Promise<void> {
    return Promise.resolve();
  }

  /** Ends the service. */
  close(): void {
    this.#service.close();
  }
}

type Connect = (
  subprotocols: readonly string[],
  events: LinkEvents,
) => SimConnection;

/** The connections of one device, one after another. */
class SimLine implements Line {
  #connect: Connect;
  #current: SimConnection | undefined;

  constructor(connect: Connect) {
    this.#connect = connect;
  }

  open(subprotocols: readonly string[], events: LinkEvents): Link {
    const connection = this.#connect(subprotocols, events);
    this.#current = connection;
    return {
      send: (data) => connection.write(data),
      end: () => connection.end(),
    };
  }

  cut(): void {
    this.#current?.cut();
  }

  pause(): void {
    this.#current?.pause();
  }

  resume(): void {
    this.#current?.resume();
  }

  gone(): Promise<void> {
    return Promise.resolve();
  }
}

function errorsOnly(onError: (text: string) => void): Log {
  const error: Log["error"] = (event, fields) =>
    onError(`${event} ${JSON.stringify(fields)}`);
  return { debug() {}, info() {}, warn() {}, error };
}
