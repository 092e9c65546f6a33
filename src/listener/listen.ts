import type { Clock } from "../base/clock.ts";
import type { Handler } from "./handler.ts";
import { type Binding, LastingListener } from "./lasting_listener.ts";
import type { Log } from "../observe/log.ts";
import {
  type Address,
  EVERY_INTERFACE,
  formatAddress,
} from "../options/address.ts";

/** An address that could not be bound; the message says which, and why. */
export class ListenError extends Error {
  override readonly name = "ListenError";
}

/** A bound address. */
export type Listener = LastingListener;

/** Stands in for {@linkcode EVERY_INTERFACE} where IPv6 is switched off. */
const EVERY_IPV4_INTERFACE = "0.0.0.0";

/** How an address is bound. */
interface BindOptions {
  /** May others bind it too? The kernel then spreads connections over all. */
  readonly reusePort?: boolean;
  /** Is it the API's address? */
  readonly atApi: boolean;
}

/** What {@linkcode listen} needs. */
export interface ListenOptions extends BindOptions {
  readonly clock: Pick<Clock, "after" | "cancel">;
  readonly log: Log;
  /** Told when nobody can connect any more, and when that is over. */
  readonly onChange?: (bound: boolean) => void;
}

/**
 * Binds an address, and again where it ends unasked.
 *
 * @throws {ListenError}
 */
export function listen(
  address: Address,
  handler: Handler,
  options: ListenOptions,
): Listener {
  return new LastingListener({
    ...options,
    bind: (bound = address) => bind(bound, handler, options),
  });
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
  };
  const binding = bind(address, nobody, { atApi: false });
  await binding.shutdown();
  return binding.address;
}

function bind(
  address: Address,
  handler: Handler,
  options: BindOptions,
): Binding {
  try {
    return serve(address, handler, options);
  } catch (fault) {
    if (address.host === EVERY_INTERFACE && !isInUse(fault)) {
      const everyIpv4 = { ...address, host: EVERY_IPV4_INTERFACE };
      return bind(everyIpv4, handler, options);
    }
    throw new ListenError(
      `cannot listen on ${formatAddress(address)}: ${reason(fault)}`,
    );
  }
}

function serve(
  { host, port }: Address,
  handler: Handler,
  { reusePort = false, atApi }: BindOptions,
): Binding {
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
  const end = () => void (finished = true);
  server.finished.then(end, end);
  // On a server that has finished the runtime throws where nobody can catch.
  return {
    address: { host, port: server.addr.port },
    finished: server.finished,
    shutdown: async () => {
      if (!finished) await server.shutdown();
    },
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
