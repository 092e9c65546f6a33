import { systemClock } from "../base/clock.ts";
import { openStderrLog } from "../observe/stderr_log.ts";
import type { Options } from "../options/options.ts";
import type { CommandEnd } from "./copy.ts";
import { move, type MoveOptions, type MoveRequest } from "./move.ts";

/** A request, and how its log is written. */
export interface RunMoveRequest extends MoveRequest {
  readonly options: MoveOptions & Pick<Options, "logLevel" | "logFormat">;
}

/** Exports or imports, and logs progress to standard error. */
export async function runMove(request: RunMoveRequest): Promise<CommandEnd> {
  const { logLevel: level, logFormat: format } = request.options;
  const { log, lines } = openStderrLog({ level, format });
  const end = await move(request, { clock: systemClock, log });
  await lines.flushed();
  return end;
}
