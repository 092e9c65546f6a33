import { request } from "node:http";
import { request as requestTls } from "node:https";
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

/** How a service is asked. */
export interface HealthQuestion {
  /** Does it speak TLS? Then any certificate will do. */
  readonly tls?: boolean;
  /** Milliseconds for the whole answer. */
  readonly timeout?: number;
}

/** Asks the service at its API address whether it is well. */
export async function checkHealth(
  { host, port }: Address,
  { tls = false, timeout = TIMEOUT }: HealthQuestion = {},
): Promise<Outcome> {
  const address = { host: LOOPBACK[host] ?? host, port };
  const name = formatAddress(address);
  try {
    const status = await askUntilKnown(address, { tls, timeout });
    return status === 200
      ? { status: 0, line: `healthy: ${name}` }
      : { status: 1, line: `unhealthy: ${name} answered ${status}` };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { status: 1, line: `unhealthy: ${name}: ${reason.split("\n")[0]}` };
  }
}

/** One that does not understand plain HTTP is asked again over TLS. */
async function askUntilKnown(
  address: Address,
  { tls, timeout }: Required<HealthQuestion>,
): Promise<number> {
  try {
    return await statusOf(address, { tls, timeout });
  } catch (fault) {
    const { code } = fault as { code?: string };
    if (tls || code === "ECONNREFUSED" || fault instanceof Late) throw fault;
    return await statusOf(address, { tls: true, timeout }).catch(() => {
      throw fault;
    });
  }
}

/** There was no answer in time. */
class Late extends Error {}

/** Not by fetch, which would use the proxy that HTTP_PROXY names. */
function statusOf(
  { host, port }: Address,
  { tls, timeout }: Required<HealthQuestion>,
): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const asked = { host, port, path: "/healthz", agent: false } as const;
  // It is asked on its own machine, where its certificate need not name it.
  const asking = tls
    ? requestTls({ ...asked, rejectUnauthorized: false })
    : request(asked);
  asking.on("response", (answer) => {
    resolve(answer.statusCode ?? 0);
    asking.destroy();
  });
  asking.on("error", reject);
  asking.end();
  const late = (): never => {
    const fault = new Late(`no answer within ${timeout} ms`);
    asking.destroy(fault);
    throw fault;
  };
  return within(promise, { ms: timeout, clock: systemClock }, late);
}
