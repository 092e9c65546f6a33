/** Most lines that are shown of one fault. */
const SHOWN = 300;

/**
 * What the log of a schedule says of a device in a conversation, and of its
 * connections, where a fault names both: a schedule with real processes that
 * failed once does not always fail again.
 */
export function linesAbout(
  fault: string,
  log: readonly string[],
): readonly string[] {
  const [device] = fault.match(/\bu\d+\.\w+/) ?? [];
  const [key] = fault.match(/\b(?:1:\w+|2:\w+:\w+)/) ?? [];
  if (device === undefined || key === undefined) return [];
  const name = key.replace(/^1:/, "");
  const isAbout = new RegExp(
    `^\\d+ (?:${device}#\\d+ (?:connects|is closed|(?!sen).*\\b${name}\\b)` +
      `|the service is|u.* (?:remove|ban) .* in ${name}\\b)`,
  );
  return log.filter((line) => isAbout.test(line)).slice(-SHOWN);
}
