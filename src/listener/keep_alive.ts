import { describeFault } from "../base/errors.ts";
import type { Log } from "../observe/log.ts";

/**
 * Logs what nobody caught in this thread and goes on: one faulty handler must
 * not end the process and every chat with it.
 */
export function keepAlive(log: Log): void {
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    log.error("unhandled rejection", { fault: describeFault(event.reason) });
  });
  addEventListener("error", (event) => {
    event.preventDefault();
    log.error("uncaught error", { fault: describeFault(event.error) });
  });
}
