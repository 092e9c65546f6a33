import { BlockList, isIP } from "node:net";

const IPV4_IN_IPV6 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/;
/** An address as headers carry it: in brackets where it is one of IPv6, perhaps with a port. */
const NODE =
  /^"?(?:\[([\da-f:.]+)\](?::\d+)?|([\d.]+)(?::\d+)?|([\da-f:.]+))"?$/i;
const FORWARDED_FOR = /(?:^|;)\s*for\s*=\s*("[^"]*"|[^;\s]*)/i;

/**
 * Tells the client's address behind proxies: what a proxy says is believed of
 * those that the operator named, and of nobody else, since every client can send
 * such a header.
 */
export class TrustedProxies {
  #trusted = new BlockList();
  #none: boolean;

  /** Takes addresses and ranges as `parseIpRange` returns them. */
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
   * The client's address: going back from the one that connected, the first that
   * is no trusted proxy. `X-Forwarded-For` counts where there is one, else
   * `Forwarded` (RFC 7239); what is no address ends the way back.
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

/** Who passed it on, the last one at the end. */
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

/** One way to write each: a socket for both versions shows IPv4 in IPv6. */
function plain(address: string): string {
  const lower = address.toLowerCase();
  return IPV4_IN_IPV6.exec(lower)?.[1] ?? lower;
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}
