/**
 * The faults of Redis, worded for the log.
 *
 * @module
 */

/**
 * The beginnings of errors that the next command of the same kind would get,
 * too.
 */
const REFUSAL =
  /^(NOPERM|NOAUTH|OOM|READONLY|MISCONF|NOREPLICAS|LOADING|BUSY|MASTERDOWN|CLUSTERDOWN|MOVED)\b/;
/**
 * A command that was renamed or removed; within a script Redis words it
 * otherwise.
 */
const UNKNOWN = /^ERR unknown (redis )?command/i;
/** NOPERM, as Redis words it within a script. */
const SCRIPT_REFUSAL = /^ERR The user executing the script can't /;

/**
 * Why Redis refuses commands, in a word: because of its settings or its state,
 * not because of this command. Undefined otherwise.
 */
export function refusalWord(fault: unknown): string | undefined {
  const text = textOf(fault);
  if (SCRIPT_REFUSAL.test(text)) return "NOPERM";
  if (UNKNOWN.test(text)) return "unknown command";
  return REFUSAL.exec(text)?.[1];
}

/** Was the command never sent, for lack of a connection? */
export function wasNotSent(fault: unknown): boolean {
  return /^The client is (closed|offline)$|^All the root nodes are unavailable$/
    .test(textOf(fault));
}

/** A script that fails is a fault of ours, not of the network. */
export function isOurs(fault: unknown): boolean {
  return /^(ERR |WRONGTYPE |CROSSSLOT )|^Cannot|is not readable$/
    .test(textOf(fault)) &&
    !/max number of clients|loading/i.test(textOf(fault));
}

/** The client's message about an answer that did not come. */
const NO_ANSWER = /^Socket timeout timeout\b.* in (\d+)ms/;

/**
 * The fault in one line for the log. It must not repeat an address, which may
 * contain a password, nor the command, which Redis quotes when it refuses it.
 */
export function reasonOf(fault: unknown): string {
  const [line = ""] = textOf(fault).split("\n");
  const [, ms] = NO_ANSWER.exec(line) ?? [];
  if (ms !== undefined) return `no answer within ${ms} ms`;
  if (line === "Connection timeout") return "no connection in time";
  return line
    .replace(/\/\/[^@/\s]*@/g, "//…@")
    .replace(/, with args beginning with:.*/, "");
}

/** A fault of ours, without what Redis quotes of the command. */
export function withoutArguments(fault: unknown): unknown {
  const repeats = textOf(fault).includes(", with args beginning with:");
  return repeats ? new Error(reasonOf(fault)) : fault;
}

/** The text of an error. One that bundles several may have none of its own. */
export function textOf(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  const { message, code, name } = fault as NodeJS.ErrnoException;
  return message || code || name;
}
