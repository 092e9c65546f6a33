import type { Handler } from "./handler.ts";
import {
  type Address,
  EVERY_INTERFACE,
  formatAddress,
} from "./options/address.ts";

/** An address that could not be bound; the message says which, and why. */
export class ListenError extends Error {
  override readonly name = "ListenError";
}

/** A bound address. */
export interface Listener {
  readonly address: Address;
  /** Accepts no more; settles when every request and socket has ended. */
  shutdown(): Promise<void>;
  /** Cuts whatever is still there. */
  abort(): void;
}

/** Stands in for {@linkcode EVERY_INTERFACE} where IPv6 is switched off. */
const EVERY_IPV4_INTERFACE = "0.0.0.0";

/** How an address is bound. */
export interface ListenOptions {
  /** May others bind it too? The kernel then spreads connections over all. */
  readonly reusePort?: boolean;
  /** Is it the API's address? */
  readonly atApi: boolean;
}

/**
 * Binds an address.
 *
 * @throws {ListenError}
 */
export function listen(
  address: Address,
  handler: Handler,
  options: ListenOptions,
): Listener {
  try {
    return serve(address, handler, options);
  } catch (fault) {
    if (address.host === EVERY_INTERFACE && !isInUse(fault)) {
      const everyIpv4 = { ...address, host: EVERY_IPV4_INTERFACE };
      return listen(everyIpv4, handler, options);
    }
    throw new ListenError(
      `cannot listen on ${formatAddress(address)}: ${reason(fault)}`,
    );
  }
}

/**
 * An address as several listeners can bind it: with a port where none was
 * given. Who binds with `reusePort` shares with whoever else does, so it is
 * tried first without.
 *
 * @throws {ListenError} when somebody else has it
 */
export async function reserve(address: Address): Promise<Address> {
  const nobody: Handler = {
    handle: () => Promise.resolve(new Response()),
    drain: () => Promise.resolve(),
    running: 0,
  };
  const listener = listen(address, nobody, { atApi: false });
  await listener.shutdown();
  return listener.address;
}

function serve(
  { host, port }: Address,
  handler: Handler,
  { reusePort = false, atApi }: ListenOptions,
): Listener {
  const cut = new AbortController();
  const server = Deno.serve({
    hostname: host,
    port,
    reusePort,
    signal: cut.signal,
    onListen: () => {},
  }, (request, { remoteAddr }) => {
    const remoteHost = remoteAddr.hostname;
    return handler.handle(request, { atApi, remoteHost });
  });
  let finished = false;
  server.finished.then(() => finished = true);
  return {
    address: { host, port: server.addr.port },
    shutdown: () => server.shutdown(),
    // On a server that has finished the runtime throws where nobody can catch.
    abort() {
      if (!finished) cut.abort();
    },
  };
}

function isInUse(fault: unknown): boolean {
  return fault instanceof Deno.errors.AddrInUse;
}

function reason(fault: unknown): string {
  if (isInUse(fault)) return "the address is in use";
  return fault instanceof Error ? fault.message : String(fault);
}
