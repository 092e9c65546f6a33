import process from "node:process";
import type { Clock } from "../base/clock.ts";
import type { Engine } from "../gateway/engine.ts";
import type { TurnEnd } from "../gateway/turn_end.ts";
import { DenoEngine } from "../gateway/engines/deno.ts";
import type { Options } from "../options/options.ts";

/** What decides about the engine. */
type EngineOptions = Pick<
  Options,
  "gatewayEngine" | "maxFrameSize" | "writeTimeout" | "compression"
>;

/** What an engine shares with the gateway of its thread. */
interface EngineParts {
  readonly clock: Clock;
  readonly turnEnd: TurnEnd;
}

/** Builds what holds the sockets and the listeners of this thread. */
export async function createEngine(
  options: EngineOptions,
  { clock, turnEnd }: EngineParts,
): Promise<Engine> {
  if (options.gatewayEngine === "deno") return new DenoEngine(clock);
  hideEnvironment();
  // Loaded late, as who does not need it need not wait for it.
  const { NodeEngine } = await import("../gateway/engines/node.ts");
  const { maxFrameSize, writeTimeout, compression } = options;
  return new NodeEngine({
    clock,
    turnEnd,
    maxFrameSize,
    writeTimeout,
    compression,
  });
}

/**
 * The package `ws` asks for a variable as it is loaded, which throws: the service
 * has given back the permission to read any. What is set here is its answer: no
 * module in machine code.
 */
function hideEnvironment(): void {
  process.env = { WS_NO_BUFFER_UTIL: "true" };
}
