/**
 * The beginning of each content of a load: when it was sent, by which of the
 * receiver's senders (its voice), and how many that one sent before. A receiver
 * finds the mark in the bytes of a frame and decodes nothing else.
 *
 * @module
 */

/** Bytes of a message's content. */
export const CONTENT_SIZE = 200;
/** Occurs once in each content, and nowhere else in a frame. */
const MARK = 0x7e;
const TIME_DIGITS = 12;
const VOICE_DIGITS = 4;
const COUNT_DIGITS = 8;
const MARKER_SIZE = 1 + TIME_DIGITS + VOICE_DIGITS + COUNT_DIGITS;
const ZERO = "0".charCodeAt(0);
const EMPTY = "~".padEnd(MARKER_SIZE, "0").padEnd(CONTENT_SIZE, "x");

/** The values of a marker. */
export interface Marker {
  /** Microseconds, by the generator's clock. */
  readonly time: number;
  /** The sender, among those that one receiver hears, from 0 to 9999. */
  readonly voice: number;
  /** Messages that this voice sent before. */
  readonly count: number;
}

/** A content with a marker of zeros, to be overwritten. */
export function emptyContent(): string {
  return EMPTY;
}

/** A content with this marker. */
export function contentOf({ time, voice, count }: Marker): string {
  const digits = digitsOf(time, TIME_DIGITS) + digitsOf(voice, VOICE_DIGITS) +
    digitsOf(count, COUNT_DIGITS);
  return `~${digits}`.padEnd(CONTENT_SIZE, "x");
}

/** Overwrites the marker at `at`. */
export function writeMarker(
  bytes: Uint8Array,
  at: number,
  { time, voice, count }: Marker,
): void {
  writeDigits(bytes, at + 1, TIME_DIGITS, time);
  writeDigits(bytes, at + 1 + TIME_DIGITS, VOICE_DIGITS, voice);
  writeDigits(
    bytes,
    at + 1 + TIME_DIGITS + VOICE_DIGITS,
    COUNT_DIGITS,
    count,
  );
}

/** Where the next marker begins, or -1. */
export function nextMarker(
  bytes: Uint8Array,
  from: number,
  end: number,
): number {
  // A content is longer than its marker and what follows, so most bytes of a
  // large push can be skipped.
  if (end - from < CONTENT_SIZE) return -1;
  const at = bytes.indexOf(MARK, from);
  return at < end ? at : -1;
}

/** Where the search goes on after a marker. */
export function afterContent(at: number): number {
  return at + CONTENT_SIZE;
}

/** Microseconds at which the content at a marker was sent. */
export function timeAt(bytes: Uint8Array, at: number): number {
  return digitsAt(bytes, at + 1, TIME_DIGITS);
}

/** The voice of the content at a marker. */
export function voiceAt(bytes: Uint8Array, at: number): number {
  return digitsAt(bytes, at + 1 + TIME_DIGITS, VOICE_DIGITS);
}

/** The count of the content at a marker. */
export function countAt(bytes: Uint8Array, at: number): number {
  return digitsAt(bytes, at + 1 + TIME_DIGITS + VOICE_DIGITS, COUNT_DIGITS);
}

/** The marker of a content that was decoded. */
export function markerOf(content: string): Marker {
  const voice = 1 + TIME_DIGITS;
  const count = voice + VOICE_DIGITS;
  return {
    time: Number(content.slice(1, voice)),
    voice: Number(content.slice(voice, count)),
    count: Number(content.slice(count, MARKER_SIZE)),
  };
}

function digitsOf(value: number, digits: number): string {
  return String(Math.round(value)).padStart(digits, "0");
}

/** Reads a number of so many digits. */
export function digitsAt(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let k = at; k < at + count; k++) value = value * 10 + bytes[k]! - ZERO;
  return value;
}

function writeDigits(
  bytes: Uint8Array,
  at: number,
  digits: number,
  value: number,
): void {
  let rest = Math.round(value);
  for (let k = at + digits - 1; k >= at; k--) {
    bytes[k] = ZERO + rest % 10;
    rest = Math.floor(rest / 10);
  }
}
