import { workerData } from "node:worker_threads";
import { runGatewayThread } from "../../src/threads/gateway_thread.ts";
import { threadName } from "../../src/threads/link.ts";

/** The faults of a thread. */
export type Fault = "hang" | "exit" | "close" | "memory";

/** Stands in the place of a thread that hangs; it does until it is replaced. */
export const HANGS = 1;
/** Milliseconds after which a thread goes on that nobody lets go. */
const LONGEST = 60_000;

/** An order for the thread of this name to fail. */
export interface FaultOrder {
  readonly name: string;
  readonly fault: Fault;
}

/**
 * Additional options of its service. If they were in the module's address, the
 * runtime would check all types again for each service.
 */
export interface FaultyOptions {
  /** The channel on which its threads get their orders. */
  readonly faults: string;
  /** Which of its threads hang, by their places; the memory is shared. */
  readonly hanging: Int32Array;
}

/** A gateway's thread, as the program runs it, that fails on order. */
function runFaultyThread(): void {
  const name = threadName(workerData.place);
  const { faults } = workerData.options as FaultyOptions;
  const channel = new BroadcastChannel(faults);
  channel.onmessage = ({ data }: MessageEvent<FaultOrder>) => {
    if (data.name === name) befall(data.fault);
  };
  runGatewayThread();
}

function befall(fault: Fault): void {
  switch (fault) {
    case "hang":
      return hang();
    case "exit":
      return Deno.exit(3);
    case "close":
      return close();
    case "memory":
      return hoard();
  }
}

/** A loop, which the runtime has no way to stop. */
function hang(): void {
  const { hanging } = workerData.options as FaultyOptions;
  const { place } = workerData;
  const end = performance.now() + LONGEST;
  Atomics.store(hanging, place, HANGS);
  while (Atomics.load(hanging, place) === HANGS && performance.now() < end);
}

/** Holds more and more, until the runtime ends the thread. */
function hoard(): void {
  const held: unknown[] = [];
  const more = () => {
    for (let count = 0; count < 100_000; count++) held.push({ count });
    setTimeout(more, 0);
  };
  more();
}

const isThread = workerData?.place !== undefined;
if (isThread) runFaultyThread();
