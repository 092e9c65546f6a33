/**
 * What goes wrong with Redis, as words for the log.
 *
 * @module
 */

/** What Redis begins with where it would refuse the next one like it too. */
const REFUSAL =
  /^(NOPERM|NOAUTH|OOM|READONLY|MISCONF|NOREPLICAS|LOADING|BUSY|MASTERDOWN|CLUSTERDOWN|MOVED)\b/;
/** It was renamed or taken away; within a script Redis words it otherwise. */
const UNKNOWN = /^ERR unknown (redis )?command/i;
/** What Redis calls NOPERM itself, but not within a script. */
const SCRIPT_REFUSAL = /^ERR The user executing the script can't /;

/**
 * Why Redis refuses, in a word: by its settings or its state and not for what
 * this command is. Undefined where it does not.
 */
export function refusalWord(fault: unknown): string | undefined {
  const text = textOf(fault);
  if (SCRIPT_REFUSAL.test(text)) return "NOPERM";
  if (UNKNOWN.test(text)) return "unknown command";
  return REFUSAL.exec(text)?.[1];
}

/** Was the command kept here, as there was nobody to send it to? */
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

/** How the client words what it has waited for in vain. */
const NO_ANSWER = /^Socket timeout timeout\b.* in (\d+)ms/;

/**
 * What was wrong in one line that may be logged. An address may hold a
 * password, and Redis repeats what a command that it refused was about.
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

/** A fault of ours without what Redis repeats of the command. */
export function withoutArguments(fault: unknown): unknown {
  const repeats = textOf(fault).includes(", with args beginning with:");
  return repeats ? new Error(reasonOf(fault)) : fault;
}

/** What somebody says who throws. One that bundles several may say nothing. */
export function textOf(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  const { message, code, name } = fault as NodeJS.ErrnoException;
  return message || code || name;
}
