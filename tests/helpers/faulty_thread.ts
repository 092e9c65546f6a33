import { workerData } from "node:worker_threads";
import { runGatewayThread } from "../../src/threads/gateway_thread.ts";
import { threadName } from "../../src/threads/link.ts";

/** The faults of a thread. */
export type Fault = "loop" | "exit" | "close" | "memory";

/** An order for the thread of this name to fail. */
export interface FaultOrder {
  readonly name: string;
  readonly fault: Fault;
  /** For a loop: how many milliseconds it takes. */
  readonly ms: number;
}

/**
 * An additional option of its service: the channel on which its threads get
 * their orders. If it were in the module's address, the runtime would check all
 * types again for each service.
 */
export interface FaultyOptions {
  readonly faults: string;
}

/** A gateway's thread, as the program runs it, that fails on order. */
function runFaultyThread(): void {
  const name = threadName(workerData.place);
  const { faults } = workerData.options as FaultyOptions;
  const channel = new BroadcastChannel(faults);
  channel.onmessage = ({ data }: MessageEvent<FaultOrder>) => {
    if (data.name === name) befall(data);
  };
  runGatewayThread();
}

function befall({ fault, ms }: FaultOrder): void {
  switch (fault) {
    case "loop":
      return loop(ms);
    case "exit":
      return Deno.exit(3);
    case "close":
      return close();
    case "memory":
      return hoard();
  }
}

function loop(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
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
