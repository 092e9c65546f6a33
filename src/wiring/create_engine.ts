import process from "node:process";
import type { Clock } from "../base/clock.ts";
import type { Engine, EngineCertificate } from "../gateway/engine.ts";
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
  /** Undefined: no TLS. */
  readonly certificate: EngineCertificate | undefined;
}

/**
 * Builds what holds the sockets and the listeners of this thread. With TLS it
 * is always the engine `node`: the other one would have to close every socket
 * to show a new certificate.
 */
export async function createEngine(
  options: EngineOptions,
  { clock, turnEnd, certificate }: EngineParts,
): Promise<Engine> {
  if (options.gatewayEngine === "deno" && certificate === undefined) {
    return new DenoEngine(clock);
  }
  hideEnvironment();
  // Loaded only when it is used, as it makes the start slower.
  const { NodeEngine } = await import("../gateway/engines/node.ts");
  const { maxFrameSize, writeTimeout, compression } = options;
  return new NodeEngine({
    clock,
    turnEnd,
    maxFrameSize,
    writeTimeout,
    compression,
    certificate,
  });
}

/**
 * The package `ws` reads an environment variable when it is loaded, which
 * throws, as the service has given up that permission. The value set here
 * answers it: do not load the native module.
 */
function hideEnvironment(): void {
  process.env = { WS_NO_BUFFER_UTIL: "true" };
}
