import type { Address } from "./address.ts";
import { address } from "./kinds.ts";
import { quote, UsageError } from "./usage_error.ts";

/** The verb that has the flag; the service's addresses have names of their own. */
const VERB = "hook-echo";
const FLAG = "--listen";
const DEFAULT = ":9000";

/**
 * Takes `--listen` out of the arguments of the one command that has it.
 *
 * @throws {UsageError} when it has no value
 */
export function takeListen(
  args: readonly string[],
): { listen: string | undefined; rest: readonly string[] } {
  const isListen = (arg: string) => arg === FLAG || arg.startsWith(`${FLAG}=`);
  const at = args.includes(VERB) ? args.findLastIndex(isListen) : -1;
  if (at < 0) return { listen: undefined, rest: args };
  const isSplit = args[at] === FLAG;
  const listen = isSplit ? args[at + 1] : args[at]?.slice(FLAG.length + 1);
  if (listen === undefined) {
    throw new UsageError(`${FLAG}: got no value: expected ${address.expected}`);
  }
  return { listen, rest: args.toSpliced(at, isSplit ? 2 : 1) };
}

/** The address to listen at. @throws {UsageError} */
export function listenAddress(text = DEFAULT): Address {
  const parsed = address.parse(text);
  if (parsed !== undefined) return parsed;
  throw new UsageError(
    `${FLAG}: got ${quote(text)}: expected ${address.expected}`,
  );
}
