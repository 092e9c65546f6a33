/** An address to listen at or to connect to. */
export interface Address {
  /** A host name, an IPv4 address, or an IPv6 address without brackets. */
  readonly host: string;
  /** 0 to 65535; 0 takes any free port. */
  readonly port: number;
}

/** Every interface; a socket bound to it takes IPv4 too. */
export const EVERY_INTERFACE = "::";

const FORM =
  /^(?:\[(?<v6>[0-9A-Fa-f:.]+)\]|(?<host>[^:[\]]*)):(?<port>\d{1,5})$/;
const LABEL = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/;
const OCTET = /^(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/;

/**
 * Reads `:port`, `host:port` or `[v6]:port`. An empty host means every
 * interface.
 *
 * @returns `undefined` when the text is no address
 */
export function parseAddress(text: string): Address | undefined {
  const { v6, host, port } = FORM.exec(text)?.groups ?? {};
  if (port === undefined || Number(port) > 65535) return undefined;
  const name = v6 === undefined ? parseHost(host ?? "") : parseV6(v6);
  return name === undefined ? undefined : { host: name, port: Number(port) };
}

/** Writes an address the way {@linkcode parseAddress} reads it. */
export function formatAddress({ host, port }: Address): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Are two addresses the same? Two with port 0 are. */
export function sameAddress(a: Address, b: Address): boolean {
  return a.host === b.host && a.port === b.port;
}

function parseHost(host: string): string | undefined {
  if (host === "") return EVERY_INTERFACE;
  const labels = host.split(".");
  if (host.length > 253 || !labels.every((label) => LABEL.test(label))) {
    return undefined;
  }
  // A name whose last label is a number is an IPv4 address or invalid.
  if (!/^\d+$/.test(labels.at(-1) ?? "")) return host;
  return labels.length === 4 && labels.every((part) => OCTET.test(part))
    ? host
    : undefined;
}

function parseV6(text: string): string | undefined {
  const url = URL.parse(`http://[${text}]/`);
  return url?.hostname.slice(1, -1);
}
