import { type Clock, systemClock } from "../base/clock.ts";
import { atMost } from "../base/within.ts";
import type { Engine } from "../gateway/engine.ts";
import { closeListeners } from "../listener/close_listeners.ts";
import type { Listener } from "../listener/listen.ts";
import type { Address } from "../options/address.ts";
import type { Threads } from "../threads/threads.ts";
import type { Service } from "./service.ts";

/** Milliseconds for requests under way when the server is told to stop. */
const DRAIN_TIMEOUT = 2000;
/**
 * Milliseconds of these for the requests of sockets, before they are closed.
 */
const SOCKETS_FIRST = 1500;
/** Milliseconds of these in which sockets still get what HTTP requests send. */
const HTTP_FIRST = 500;
/** Milliseconds of these for what chatrooms have yet to push. */
const FLUSH_TIME = 400;
/** Milliseconds for telling the other nodes that this one is going. */
const LEAVE_TIME = 500;

/** A service and what it has bound and started: what has to be ended. */
export interface Running {
  readonly service: Service;
  readonly clock: Clock;
  /** By which the clock's turns let input in. */
  readonly probe: Disposable;
  readonly counts: Int32Array;
  readonly listeners: Listener[];
  readonly engine: Engine;
  threads: Threads | undefined;
  /** Binds an address until it is closed. */
  readonly listen: (address: Address, atApi: boolean) => Promise<Listener>;
}

/**
 * Answers the requests under way, pushes what chatrooms hold, closes all
 * sockets with 1001 and unbinds the addresses. This takes at most {@linkcode
 * DRAIN_TIMEOUT} and the second and a half of {@linkcode closeListeners}, even
 * if a peer does not read, and half a second more if a thread hangs.
 */
export async function stop(running: Running): Promise<void> {
  const { service, listeners, threads } = running;
  using _probe = running.probe;
  await inTime(DRAIN_TIMEOUT, finish(running));
  const gone = service.close();
  await Promise.all([
    closeListeners(listeners, systemClock),
    threads?.stop(),
    inTime(LEAVE_TIME, gone),
  ]);
}

/**
 * Pushes what has been accepted before its receivers are closed. A client that
 * does not read, or a thread that hangs, delays the others for a bounded time.
 */
async function finish({ service, threads }: Running): Promise<void> {
  const http = Promise.all([service.drainHttp(), threads?.drainHttp()]);
  const sockets = Promise.all([service.drain(), threads?.drain()]);
  await Promise.all([
    inTime(SOCKETS_FIRST, sockets),
    inTime(HTTP_FIRST, http),
  ]);
  await inTime(FLUSH_TIME, service.flush());
  // Items for a thread are sent at the end of a turn, so let it end first.
  await new Promise((resolve) => systemClock.nextTurn(() => resolve(null)));
  service.sendAway();
  await Promise.all([threads?.sendAway(), http]);
}

function inTime(ms: number, work: Promise<unknown>): Promise<void> {
  return atMost(work, { ms, clock: systemClock });
}

/** Ends everything at once, as after a failed start. */
export async function cut(
  { service, listeners, threads, probe }: Running,
): Promise<void> {
  using _probe = probe;
  const gone = service.close();
  for (const listener of listeners) listener.abort();
  await Promise.all([threads?.stop(), inTime(LEAVE_TIME, gone)]);
}
