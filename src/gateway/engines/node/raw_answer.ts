import { Buffer } from "node:buffer";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";

/**
 * Writes the head of a response by hand, for connections where Node has no
 * response object.
 */
export function headOf(
  status: number,
  headers: Iterable<readonly [string, string]>,
): string {
  const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n`;
}

/**
 * Answers on a connection that no longer belongs to Node, or that cannot be
 * read any more, and ends it.
 */
export async function answerRaw(
  response: Response,
  transport: Pick<Socket, "write" | "destroySoon">,
): Promise<void> {
  const body = await response.bytes();
  const head = headOf(response.status, [
    ...response.headers,
    ["content-length", String(body.length)],
    ["connection", "close"],
  ]);
  transport.write(Buffer.concat([Buffer.from(head, "latin1"), body]));
  transport.destroySoon();
}
