import { isIP } from "node:net";

/** Bits of an address, by the version of IP. */
const BITS: ReadonlyMap<number, number> = new Map([[4, 32], [6, 128]]);

/**
 * Reads an IP address or a range of them in CIDR notation (RFC 4632):
 * `10.0.0.7`, `10.0.0.0/8`, `fd00::/8`.
 *
 * @returns the text in lower case; `undefined` when it is neither
 */
export function parseIpRange(text: string): string | undefined {
  const [address = "", prefix, ...rest] = text.split("/");
  const bits = BITS.get(address.includes("%") ? 0 : isIP(address));
  if (bits === undefined || rest.length > 0) return undefined;
  const isPrefix = prefix === undefined ||
    /^(?:0|[1-9]\d{0,2})$/.test(prefix) && Number(prefix) <= bits;
  return isPrefix ? text.toLowerCase() : undefined;
}
