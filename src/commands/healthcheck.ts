import { request } from "node:http";
import { systemClock } from "../base/clock.ts";
import { within } from "../base/within.ts";
import { type Address, formatAddress } from "../options/address.ts";

/** The result of a command. */
export interface Outcome {
  /** The exit status. */
  readonly status: 0 | 1;
  /** One line for the person or the container engine. */
  readonly line: string;
}

const TIMEOUT = 3000;
// The loopback address to ask a service that listens on every interface.
const LOOPBACK: Readonly<Record<string, string>> = {
  "::": "127.0.0.1",
  "0.0.0.0": "127.0.0.1",
};

/**
 * Asks the service at its API address whether it is well.
 *
 * @param timeout milliseconds for the whole answer
 */
export async function checkHealth(
  { host, port }: Address,
  timeout = TIMEOUT,
): Promise<Outcome> {
  const address = { host: LOOPBACK[host] ?? host, port };
  const name = formatAddress(address);
  try {
    const status = await statusOf(address, timeout);
    return status === 200
      ? { status: 0, line: `healthy: ${name}` }
      : { status: 1, line: `unhealthy: ${name} answered ${status}` };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { status: 1, line: `unhealthy: ${name}: ${reason.split("\n")[0]}` };
  }
}

/** Not by fetch, which would use the proxy that HTTP_PROXY names. */
function statusOf({ host, port }: Address, timeout: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const asking = request({ host, port, path: "/healthz", agent: false });
  asking.on("response", (answer) => {
    resolve(answer.statusCode ?? 0);
    asking.destroy();
  });
  asking.on("error", reject);
  asking.end();
  const late = (): never => {
    const fault = new Error(`no answer within ${timeout} ms`);
    asking.destroy(fault);
    throw fault;
  };
  return within(promise, { ms: timeout, clock: systemClock }, late);
}
