import { BlockList, isIP } from "node:net";

const IPV4_IN_IPV6 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/;
/** An address in a header: an IPv6 address in brackets, perhaps with a port. */
const NODE =
  /^"?(?:\[([\da-f:.]+)\](?::\d+)?|([\d.]+)(?::\d+)?|([\da-f:.]+))"?$/i;
const FORWARDED_FOR = /(?:^|;)\s*for\s*=\s*("[^"]*"|[^;\s]*)/i;

/**
 * Finds the client's address behind proxies. Only the proxies that the operator
 * named are believed, because any client can send such a header.
 */
export class TrustedProxies {
  #trusted = new BlockList();
  #none: boolean;

  /** `ranges` holds addresses and ranges as returned by `parseIpRange`. */
  constructor(ranges: readonly string[]) {
    this.#none = ranges.length === 0;
    for (const range of ranges) {
      const [address = "", prefix] = range.split("/");
      const family = familyOf(address);
      if (prefix === undefined) this.#trusted.addAddress(address, family);
      else this.#trusted.addSubnet(address, Number(prefix), family);
    }
  }

  /**
   * The client's address: going back from the peer of the connection, the first
   * address that is not a trusted proxy. `X-Forwarded-For` is used if present,
   * otherwise `Forwarded` (RFC 7239). Anything that is not an address ends the
   * search.
   */
  clientOf(
    remoteHost: string | undefined,
    headers: Pick<Headers, "get">,
  ): string | undefined {
    let client = remoteHost && plain(remoteHost);
    if (this.#none || client === undefined) return client;
    const hops = hopsOf(headers);
    while (this.#trusts(client)) {
      const before = addressIn(hops.pop());
      if (before === undefined) return client;
      client = before;
    }
    return client;
  }

  #trusts(address: string): boolean {
    return isIP(address) !== 0 &&
      this.#trusted.check(address, familyOf(address));
  }
}

/** The hops that a header lists, the last one at the end. */
function hopsOf(headers: Pick<Headers, "get">): string[] {
  const forwardedFor = headers.get("x-forwarded-for");
  if (forwardedFor !== null) return forwardedFor.split(",");
  const forwarded = headers.get("forwarded") ?? "";
  return forwarded.split(",").map((hop) => FORWARDED_FOR.exec(hop)?.[1] ?? "");
}

function addressIn(hop: string | undefined): string | undefined {
  const [, bracketed, v4, v6] = NODE.exec(hop?.trim() ?? "") ?? [];
  const address = bracketed ?? v4 ?? v6 ?? "";
  return isIP(address) === 0 ? undefined : plain(address);
}

/**
 * One form for each address: a socket for both versions shows IPv4 inside IPv6.
 */
function plain(address: string): string {
  const lower = address.toLowerCase();
  return IPV4_IN_IPV6.exec(lower)?.[1] ?? lower;
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}
