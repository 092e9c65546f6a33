import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";

const PREFIX = "whsec_";
const VERSION = "v1";
/** Seconds by which the clocks of the two sides may differ. */
const TOLERANCE = 300;

/** What goes into a signature. */
export interface Signed {
  /** The header `webhook-id`. */
  readonly id: string;
  /** The header `webhook-timestamp`: Unix time in seconds. */
  readonly timestamp: number;
  readonly body: string;
}

/** The header `webhook-signature` by Standard Webhooks, for a `whsec_…`. */
export function sign({ id, timestamp, body }: Signed, secret: string): string {
  const key = Buffer.from(secret.slice(PREFIX.length), "base64");
  const digest = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`)
    .digest("base64");
  return `${VERSION},${digest}`;
}

/**
 * Was this signed with the secret, not long ago? Undefined if so, or else what
 * is wrong.
 *
 * @param header may have several signatures with spaces between
 * @param now Unix time in seconds
 */
export function refusalOf(
  signed: Signed,
  { header, secret, now }: { header: string; secret: string; now: number },
): string | undefined {
  const age = Math.abs(now - signed.timestamp);
  if (!(age <= TOLERANCE)) return `more than ${TOLERANCE} s off`;
  const expected = Buffer.from(sign(signed, secret));
  const isOne = header.split(" ").map((text) => Buffer.from(text)).some((got) =>
    got.length === expected.length && timingSafeEqual(got, expected)
  );
  return isOne ? undefined : "signed with another secret, or changed";
}
