/**
 * The kinds of values an option can have. A kind reads a text and describes in
 * words which texts it accepts, so that help and error messages always agree
 * with it.
 *
 * @module
 */

import { type Address, parseAddress } from "./address.ts";
import { formatDuration, parseDuration } from "./duration.ts";
import { parseIpRange } from "./ip_range.ts";
import { parseOrigin } from "./origin.ts";
import { formatSize, parseSize } from "./size.ts";
import { isTakenHeader } from "./taken_headers.ts";

/** How the text of an option becomes its value. */
export interface Kind<T> {
  /**
   * The placeholder of the value in the help; empty for a flag without a value.
   */
  readonly placeholder: string;
  /** Which texts are accepted; follows the word "expected". */
  readonly expected: string;
  /** The value of a text; `undefined` if it is not accepted. */
  parse(text: string): T | undefined;
  /** The value when no text is given, for an option without a default. */
  readonly absent?: T;
  /** `true`: the text must not be shown. */
  readonly secret?: true;
  /** A repeated flag adds to the list; the items are joined by this. */
  readonly list?: ListSeparator;
  /** `true`: the text is the name of a file, and `parse` gets its content. */
  readonly file?: true;
}

/**
 * The separator between the items of a list. In an environment variable white
 * space separates the items of a list by lines.
 */
export type ListSeparator = "," | "\n";

/** An address to listen at. */
export const address: Kind<Address> = {
  placeholder: "ADDRESS",
  expected:
    ":port, host:port or [v6]:port with a port from 0 to 65535, such as :8080",
  parse: parseAddress,
};

/** `true` or `false`; the flag alone means `true`. */
export const boolean: Kind<boolean> = {
  placeholder: "",
  expected: "true or false",
  parse: parseBoolean,
};

/** A whole number from `min` to `max`, in decimal digits only. */
export function wholeNumber(min: number, max: number): Kind<number> {
  return {
    placeholder: "NUMBER",
    expected: `a whole number from ${min} to ${max}`,
    parse: (text) => within(min, max, parseDigits(text)),
  };
}

/** How often something may happen in a second; 0 for no limit. */
export const rate: Kind<number> = {
  placeholder: "NUMBER",
  expected: "a number from 0 to 1000000, such as 50 or 0.5",
  parse: (text) =>
    /^\d{1,7}(\.\d{1,3})?$/.test(text)
      ? within(0, 1_000_000, Number(text))
      : undefined,
};

/** A duration in milliseconds; the bounds are durations as text. */
export function duration(min: string, max: string): Kind<number> {
  const [from = 0, to = Infinity] = [parseDuration(min), parseDuration(max)];
  return {
    placeholder: "DURATION",
    expected: `a duration from ${formatDuration(from)} to ${
      formatDuration(to)
    } with a unit, in whole milliseconds, such as 250ms, 1.5s or 1h30m`,
    parse: (text) => within(from, to, parseDuration(text)),
  };
}

/** A size in bytes; the bounds are sizes as text. */
export function size(min: string, max: string): Kind<number> {
  const [from = 0, to = Infinity] = [parseSize(min), parseSize(max)];
  return {
    placeholder: "SIZE",
    expected: `a size from ${formatSize(from)} to ${
      formatSize(to)
    }, such as 65536, 64KiB or 4MiB`,
    parse: (text) => within(from, to, parseSize(text)),
  };
}

/** One of a few words. */
export function oneOf<const T extends string>(
  words: readonly T[],
): Kind<T> {
  const allowed = words.join(", ").replace(/, ([^,]*)$/, " or $1");
  return {
    placeholder: words.join("|"),
    expected: allowed,
    parse: (text) => words.find((word) => word === text),
  };
}

/** A value that may be missing. */
export function optional<T>(kind: Kind<T>): Kind<T | undefined> {
  return { ...kind, absent: undefined };
}

/**
 * A file, read when it is used; a relative path starts where the service is
 * started. As of a secret, an `@` before it is not part of it.
 */
export const fileName: Kind<string | undefined> = {
  placeholder: "FILE",
  expected: "a path of 1 to 4096 bytes",
  parse: (text) => parsePath(text.replace(/^@/, "")),
  absent: undefined,
};

/** A directory; a relative one starts where the service is started. */
export const directory: Kind<string> = {
  placeholder: "DIRECTORY",
  expected: "a path of 1 to 4096 bytes",
  parse: parsePath,
};

function parsePath(text: string): string | undefined {
  const bytes = new TextEncoder().encode(text).length;
  const isPath = bytes > 0 && bytes <= 4096 && !text.includes("\0");
  return isPath ? text : undefined;
}

/** Origins of pages, without duplicates. */
export const origins: Kind<readonly string[]> = {
  placeholder: "ORIGIN",
  expected:
    "* or origins separated by commas, such as https://chat.example, https://*.chat.example or http://localhost:3000",
  parse: (text) => parseList(text, parseOrigin),
  absent: [],
  list: ",",
};

/** IP addresses and ranges, without duplicates. */
export const ipRanges: Kind<readonly string[]> = {
  placeholder: "ADDRESSES",
  expected:
    "IP addresses or ranges separated by commas, such as 127.0.0.1, 10.0.0.0/8 or fd00::/8",
  parse: (text) => parseList(text, parseIpRange),
  absent: [],
  list: ",",
};

/** Addresses of Redis; each may contain a password. */
export const redisUrls: Kind<readonly string[]> = {
  placeholder: "URL",
  expected:
    "redis:// or rediss:// with a host, such as redis://user:password@127.0.0.1:6379/0, or several separated by commas",
  parse: parseRedisUrls,
  secret: true,
  list: ",",
};

function parseRedisUrls(text: string): readonly string[] | undefined {
  const urls = text.trim().split(/\s*,\s*|\s+/);
  return urls.every(isRedisUrl) ? [...new Set(urls)] : undefined;
}

function isRedisUrl(text: string): boolean {
  const url = URL.parse(text);
  const known = url?.protocol === "redis:" || url?.protocol === "rediss:";
  return known && isDecodable(url.username) && isDecodable(url.password) &&
    url.hostname !== "" && /^(\/\d{0,5})?$/.test(url.pathname) &&
    url.search === "" && url.hash === "";
}

const HEADER_NAME = /^[a-z][a-z0-9!#$%&'*+.^_`|~-]{0,63}$/;

/** Is each `%` followed by an escape of valid UTF-8? */
function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** The name of a response header, lower-cased. */
export const headerName: Kind<string> = {
  placeholder: "NAME",
  expected:
    "a header name of 1 to 64 characters that has no meaning of its own, such as trace or x-request-id",
  parse: parseHeaderName,
};

function parseHeaderName(text: string): string | undefined {
  const name = text.toLowerCase();
  return HEADER_NAME.test(name) && !isTakenHeader(name) ? name : undefined;
}

/** The items between commas; undefined if one of them is invalid. */
function parseList(
  text: string,
  parse: (item: string) => string | undefined,
): readonly string[] | undefined {
  const parsed = text.split(",").map((item) => parse(item.trim()));
  const known = parsed.filter((item) => item !== undefined);
  return known.length === parsed.length ? [...new Set(known)] : undefined;
}

function parseBoolean(text: string): boolean | undefined {
  if (text === "true" || text === "1") return true;
  if (text === "false" || text === "0") return false;
  return undefined;
}

function parseDigits(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function within(
  min: number,
  max: number,
  value: number | undefined,
): number | undefined {
  return value !== undefined && value >= min && value <= max
    ? value
    : undefined;
}
