import type { Arrival } from "./api/arrival.ts";
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

/**
 * Binds an address: the API's, or the gateway's own.
 *
 * @throws {ListenError}
 */
export function listen(
  address: Address,
  handler: Handler,
  { atApi }: Pick<Arrival, "atApi">,
): Listener {
  try {
    return serve(address, handler, atApi);
  } catch (fault) {
    if (address.host === EVERY_INTERFACE && !isInUse(fault)) {
      return listen({ ...address, host: EVERY_IPV4_INTERFACE }, handler, {
        atApi,
      });
    }
    throw new ListenError(
      `cannot listen on ${formatAddress(address)}: ${reason(fault)}`,
    );
  }
}

function serve(
  { host, port }: Address,
  handler: Handler,
  atApi: boolean,
): Listener {
  const cut = new AbortController();
  const server = Deno.serve(
    {
      hostname: host,
      port,
      signal: cut.signal,
      onListen: () => {},
    },
    (request, { remoteAddr }) =>
      handler.handle(request, { atApi, remoteHost: remoteAddr.hostname }),
  );
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
