import type { Clock } from "../../base/clock.ts";
import {
  AddressInUse,
  type Admission,
  type Binding,
  type Endpoint,
  type Engine,
  type RequestHandler,
} from "../engine.ts";
import { DenoSocket, type RuntimeSocket } from "./deno_socket.ts";
import { DrainWatch } from "./drain_watch.ts";

/**
 * Seconds of silence after which the runtime pings the peer, and then gives up.
 */
const PING_TIMEOUT = 60;
/**
 * Milliseconds after an upgrade for which a socket that has not opened is
 * counted. The runtime opens it as soon as it has answered, and reports nothing
 * if the client has gone by then.
 */
export const OPENING_TIME = 250;
/** Milliseconds for the close frames of quiet peers to leave. */
const LAST_FRAMES = 1;

/** The engine over `Deno.serve` and `Deno.upgradeWebSocket`. */
export class DenoEngine implements Engine {
  #clock: Clock;
  #drains: DrainWatch;
  /** Sockets that the runtime still holds. */
  #held = 0;
  #onNoneHeld: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#drains = new DrainWatch(clock);
  }

  /** Rejects with the runtime's error if the address is not in use. */
  async listen(endpoint: Endpoint, handler: RequestHandler): Promise<Binding> {
    const cut = new AbortController();
    const bound = await this.#bind(endpoint, handler, cut.signal);
    let finished = false;
    const end = () => void (finished = true);
    bound.finished.then(end, end);
    const { host } = endpoint;
    // After a server has finished the runtime throws where nobody can catch it.
    return {
      address: { host, port: bound.addr.port },
      finished: bound.finished,
      shutdown: async () => {
        // A shutdown would overtake our close frames; it sends 1001 itself to
        // the other sockets.
        await new Promise<void>((resolve) =>
          this.#clock.after(LAST_FRAMES, resolve)
        );
        if (!finished) await bound.shutdown();
        // Not every version of the runtime waits for upgraded sockets, and the
        // end of the process would take their close frames with it.
        await this.#noneHeld();
      },
      abort() {
        if (!finished) cut.abort();
      },
    };
  }

  /** Upgrades a request; its socket opens when it has been answered. */
  upgrade(request: Request, admission: Admission): Response {
    const { socket, response } = Deno.upgradeWebSocket(request, {
      idleTimeout: PING_TIMEOUT,
    });
    // Not by the option `protocol`, as the runtime refuses a list without
    // spaces.
    if (admission.subprotocol !== undefined) {
      response.headers.set("sec-websocket-protocol", admission.subprotocol);
    }
    this.#awaitOpening(socket, admission);
    return response;
  }

  /** Serves an open socket until it ends. */
  serve(socket: RuntimeSocket, admission: Pick<Admission, "open">): void {
    const [clock, drains] = [this.#clock, this.#drains];
    const onEnd = () => this.#letGo();
    this.#held++;
    DenoSocket.serve({ socket, clock, drains, admission, onEnd });
  }

  #letGo(): void {
    this.#held--;
    if (this.#held > 0) return;
    for (const resolve of this.#onNoneHeld.splice(0)) resolve();
  }

  /** Settles when every socket has ended. */
  async #noneHeld(): Promise<void> {
    if (this.#held === 0) return;
    await new Promise<void>((resolve) => this.#onNoneHeld.push(resolve));
  }

  #bind(
    { host: hostname, port, reusePort }: Endpoint,
    handler: RequestHandler,
    signal: AbortSignal,
  ): Deno.HttpServer<Deno.NetAddr> {
    const given = { hostname, port, reusePort, signal, onListen: () => {} };
    try {
      return Deno.serve(
        given,
        (request, { remoteAddr }) =>
          handler.handle(request, {
            remoteHost: remoteAddr.hostname,
            upgrade: (admission) => this.upgrade(request, admission),
          }),
      );
    } catch (fault) {
      if (!(fault instanceof Deno.errors.AddrInUse)) throw fault;
      throw new AddressInUse("the address is in use", { cause: fault });
    }
  }

  #awaitOpening(socket: WebSocket, admission: Admission): void {
    const clock = this.#clock;
    const timer = clock.after(OPENING_TIME, () => admission.abandon());
    socket.onopen = () => {
      clock.cancel(timer);
      this.serve(socket, admission);
    };
    socket.onclose = socket.onerror = () => {
      clock.cancel(timer);
      admission.abandon();
    };
  }
}
