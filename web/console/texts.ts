/** An error, as a person reads it. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A moment, given as Unix milliseconds; empty for none. */
export function timeOf(ms: number | undefined): string {
  if (ms === undefined || ms === 0) return "";
  return new Date(ms).toLocaleString();
}

/** Until when something holds; without a moment it holds for good. */
export function untilOf(until: number | undefined): string {
  return until === undefined ? "for good" : `until ${timeOf(until)}`;
}

/** Bytes in a unit that is easily read. */
export function bytesOf(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let [value, unit] = [bytes, 0];
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value.toFixed(value < 10 && unit > 0 ? 1 : 0)} ${units[unit]}`;
}

/** A number with few digits: what matters is how large it is. */
export function numberOf(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const isSmall = Math.abs(value) < 10 && !Number.isInteger(value);
  return value.toLocaleString("en", {
    maximumFractionDigits: isSmall ? 2 : 0,
  });
}

/** Seconds, as milliseconds where they are few. */
export function secondsOf(seconds: number): string {
  if (seconds === Infinity) return "longer than is measured";
  if (Number.isNaN(seconds)) return "–";
  return seconds < 1
    ? `${numberOf(seconds * 1000)} ms`
    : `${numberOf(seconds)} s`;
}
