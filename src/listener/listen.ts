import type { Clock } from "../base/clock.ts";
import { AddressInUse, type Binding, type Engine } from "../gateway/engine.ts";
import type { Handler } from "./handler.ts";
import { LastingListener } from "./lasting_listener.ts";
import type { Log } from "../observe/log.ts";
import {
  type Address,
  EVERY_INTERFACE,
  formatAddress,
} from "../options/address.ts";

/** An address could not be bound; the message says which, and why. */
export class ListenError extends Error {
  override readonly name = "ListenError";
}

/** A bound address. */
export type Listener = LastingListener;

/** Replaces {@linkcode EVERY_INTERFACE} where IPv6 is switched off. */
const EVERY_IPV4_INTERFACE = "0.0.0.0";

/** How an address is bound. */
interface BindOptions {
  readonly engine: Engine;
  /** May others bind it, too? Then the kernel spreads connections over all. */
  readonly reusePort?: boolean;
  /** Is it the API's address? */
  readonly atApi: boolean;
}

/** What {@linkcode listen} needs. */
export interface ListenOptions extends BindOptions {
  readonly clock: Pick<Clock, "after" | "cancel">;
  readonly log: Log;
  /**
   * Called when the address stops accepting connections, and when it accepts
   * again.
   */
  readonly onChange?: (bound: boolean) => void;
}

/**
 * Binds an address, and binds it again if it ends unasked.
 *
 * @throws {ListenError}
 */
export function listen(
  address: Address,
  handler: Handler,
  options: ListenOptions,
): Promise<Listener> {
  return LastingListener.open({
    ...options,
    bind: (bound = address) => bind(bound, handler, options),
  });
}

/**
 * An address that several listeners can bind: with a port if none was given. It
 * is first bound without `reusePort`, because with it the port would be shared
 * with any other service that has bound it so.
 *
 * @throws {ListenError} when the address is taken
 */
export async function reserve(
  address: Address,
  engine: Engine,
): Promise<Address> {
  const nobody: Handler = {
    handle: () => Promise.resolve(new Response()),
    refuse: () => new Response(),
    drain: () => Promise.resolve(),
  };
  const binding = await bind(address, nobody, { engine, atApi: false });
  await binding.shutdown();
  return binding.address;
}

async function bind(
  address: Address,
  handler: Handler,
  options: BindOptions,
): Promise<Binding> {
  const { engine, atApi, reusePort = false } = options;
  try {
    return await engine.listen({ ...address, reusePort }, {
      handle: (request, { remoteHost, upgrade }) =>
        handler.handle(request, { atApi, remoteHost }, upgrade),
      refuse: (why) => handler.refuse(why),
    });
  } catch (fault) {
    if (address.host === EVERY_INTERFACE && !(fault instanceof AddressInUse)) {
      const everyIpv4 = { ...address, host: EVERY_IPV4_INTERFACE };
      return await bind(everyIpv4, handler, options);
    }
    throw new ListenError(
      `cannot listen on ${formatAddress(address)}: ${reason(fault)}`,
    );
  }
}

function reason(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}
