import { systemClock } from "./clock.ts";
import type { Probe } from "./input_turns.ts";

const LOOPBACK = "127.0.0.1";
const BYTE = new Uint8Array(1);

/** Both ends of a connection. */
interface Ends {
  readonly near: Deno.Conn;
  readonly far: Deno.Conn;
}

/**
 * A connection of the process with itself, opened when it is first needed. The
 * runtime finds a byte on it only by looking for input, and finds all other
 * input at the same time. (The self-pipe trick of D. J. Bernstein,
 * https://cr.yp.to/docs/selfpipe.html, for another end.) Without loopback or
 * descriptors it does not wait for input, and tries again the next time.
 */
export class LoopbackProbe implements Probe, Disposable {
  #ends: Ends | undefined;
  #into = new Uint8Array(1);
  #isClosed = false;

  look(run: () => void): void {
    // Not at once: turns without a pause would let nothing else run.
    this.#exchange().then(run, () => systemClock.nextTurn(run));
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    this.#close();
  }

  async #exchange(): Promise<void> {
    if (this.#isClosed) throw new TypeError("the probe is closed");
    const { near, far } = this.#ends ??= await this.#open();
    try {
      // First the read, which finds nothing: a byte that is there already would
      // be read at once, without a look.
      const read = far.read(this.#into);
      await Promise.all([read, near.write(BYTE)]);
    } catch (fault) {
      this.#close();
      throw fault;
    }
  }

  async #open(): Promise<Ends> {
    const ends = await connect();
    if (!this.#isClosed) return ends;
    close(ends);
    throw new TypeError("the probe is closed");
  }

  #close(): void {
    if (this.#ends !== undefined) close(this.#ends);
    this.#ends = undefined;
  }
}

async function connect(): Promise<Ends> {
  using listener = Deno.listen({ hostname: LOOPBACK, port: 0 });
  const { port } = listener.addr;
  const near = await Deno.connect({ hostname: LOOPBACK, port });
  near.setNoDelay(true);
  try {
    return { near, far: await acceptFrom(near, listener) };
  } catch (fault) {
    near.close();
    throw fault;
  }
}

/** Anybody on the machine may connect to the port as long as it is open. */
async function acceptFrom(
  near: Deno.TcpConn,
  listener: Deno.TcpListener,
): Promise<Deno.Conn> {
  for (;;) {
    const far = await listener.accept();
    if (far.remoteAddr.port === near.localAddr.port) return far;
    far.close();
  }
}

function close({ near, far }: Ends): void {
  near.close();
  far.close();
}
