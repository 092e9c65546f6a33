import { freePort } from "./free_port.ts";

/**
 * A TCP proxy that can cut its connections and go away, as a network or a load
 * balancer would: neither side gets a close frame.
 */
export class CutProxy implements AsyncDisposable {
  #target: Deno.ConnectOptions;
  #listener: Deno.Listener | undefined;
  #accepting: Promise<void> = Promise.resolve();
  #connections = new Set<Deno.Conn>();
  #piping = new Set<Promise<void>>();
  #accepted = 0;
  #held: PromiseWithResolvers<void> | undefined;
  readonly port: number;

  /** Listens in front of `host:port`. */
  constructor(target: string) {
    this.#target = addressOf(target);
    this.port = this.#listen();
  }

  /** The address for a WebSocket client. */
  get ws(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  /** How many connections have been made through it. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Breaks all connections. */
  cut(): void {
    for (const connection of this.#connections) close(connection);
    this.#connections.clear();
  }

  /** What clients send waits from now on; what they are sent comes. */
  hold(): void {
    this.#held ??= Promise.withResolvers();
  }

  /** Passes on what was held, and what comes. */
  release(): void {
    this.#held?.resolve();
    this.#held = undefined;
  }

  /** Breaks all connections, and refuses new ones until {@linkcode up}. */
  async down(): Promise<void> {
    this.release();
    this.#listener?.close();
    this.#listener = undefined;
    this.cut();
    await this.#accepting;
    await Promise.all(this.#piping);
  }

  /** Comes back at the same port, in front of the same service or another. */
  up(target?: string): void {
    if (target !== undefined) this.#target = addressOf(target);
    if (this.#listener === undefined) this.#listen(this.port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.down();
  }

  /** While it is down its port is nobody else's, as the system gives it away to none. */
  #listen(port = freePort()): number {
    const listener = Deno.listen({ hostname: "127.0.0.1", port });
    this.#listener = listener;
    this.#accepting = this.#accept(listener);
    return listener.addr.port;
  }

  async #accept(listener: Deno.Listener): Promise<void> {
    try {
      for await (const near of listener) {
        this.#accepted++;
        const piping = this.#connect(near);
        this.#piping.add(piping);
        piping.finally(() => this.#piping.delete(piping));
      }
    } catch {
      // The listener was closed while it accepted.
    }
  }

  async #connect(near: Deno.Conn): Promise<void> {
    this.#connections.add(near);
    const far = await Deno.connect(this.#target).catch(() => undefined);
    if (far === undefined) return close(near);
    this.#connections.add(far);
    // It may have been cut while the way on was opened.
    if (!this.#connections.has(near)) close(far);
    const held = new TransformStream<Uint8Array>({
      transform: async (bytes, controller) => {
        await this.#held?.promise;
        controller.enqueue(bytes);
      },
    });
    await Promise.all([pipe(near, far, held), pipe(far, near)]);
    this.#connections.delete(near);
    this.#connections.delete(far);
  }
}

function addressOf(target: string): Deno.ConnectOptions {
  const { hostname, port } = new URL(`http://${target}`);
  return { hostname, port: Number(port) };
}

/** Copies until either side ends; then both are closed. */
async function pipe(
  from: Deno.Conn,
  to: Deno.Conn,
  by = new TransformStream<Uint8Array>(),
): Promise<void> {
  try {
    await from.readable.pipeThrough(by).pipeTo(to.writable);
  } catch {
    // Cut on either side.
  }
  close(from);
  close(to);
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // Closed already.
  }
}
