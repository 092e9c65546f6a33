const NANOSECONDS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  "\u00b5s": 1_000n, // the micro sign
  "\u03bcs": 1_000n, // the Greek letter, which looks the same
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

// The digits are bounded: a long argument could make huge numbers.
const PART = /(\d{0,15})(?:\.(\d{0,9}))?(ns|[u\u00b5\u03bc]s|ms|[smh])/gy;

/**
 * Reads a duration as written in Go: `250ms`, `1.5s`, `1h30m`. The sum must be
 * whole milliseconds. A number without a unit is not a duration.
 *
 * @returns milliseconds, or `undefined` when the text is no such duration
 */
export function parseDuration(text: string): number | undefined {
  let end = 0;
  let sum = 0n;
  for (
    const [part, whole = "", fraction = "", unit = ""] of text.matchAll(PART)
  ) {
    const digits = whole + fraction;
    const scale = NANOSECONDS[unit];
    if (digits === "" || scale === undefined) return undefined;
    // In integers, as 1.1 * 1000 is not 1100 in floating point.
    sum += BigInt(digits) * scale * 10n ** BigInt(9 - fraction.length);
    end += part.length;
  }
  if (end === 0 || end !== text.length) return undefined;
  return wholeMilliseconds(sum);
}

const UNITS: readonly (readonly [string, number])[] = [
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
];

/**
 * Writes a duration with the largest unit that leaves no fraction: `250ms`,
 * `90s`, `24h`.
 *
 * @param milliseconds a whole number from 0 on
 */
export function formatDuration(milliseconds: number): string {
  const unit = UNITS.find(([, size]) =>
    milliseconds >= size && milliseconds % size === 0
  );
  return unit === undefined
    ? `${milliseconds}ms`
    : `${milliseconds / unit[1]}${unit[0]}`;
}

/** @param sum in billionths of a nanosecond */
function wholeMilliseconds(sum: bigint): number | undefined {
  const millisecond = 1_000_000n * 10n ** 9n;
  return sum % millisecond === 0n ? Number(sum / millisecond) : undefined;
}
