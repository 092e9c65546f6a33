import type { FloodOptions } from "./flood_load.ts";
import type { Extent, Load, Target } from "./load.ts";
import type { Round } from "./measures.ts";
import { sleep } from "./waiting.ts";

/** To somebody who does not exist: nobody reads it. */
const SEND = JSON.stringify({
  type: 2,
  target_id: "nobody",
  content: "x".repeat(200),
});
/** Bytes of a response, and some more. */
const RESPONSE = 4096;
/** The last bytes of a body; no headers end so. */
const END = new TextEncoder().encode("}\n");

/** As a flood over sockets, by one user's token over HTTP. */
export class HttpFloodLoad implements Load {
  #connections: readonly Deno.TcpConn[];
  #request: Uint8Array;
  #isOn = false;
  #answers = 0;

  private constructor(
    connections: readonly Deno.TcpConn[],
    request: Uint8Array,
  ) {
    this.#connections = connections;
    this.#request = request;
  }

  static async open(
    { port }: Target,
    { connections }: FloodOptions,
  ): Promise<HttpFloodLoad> {
    const token = await logIn(port);
    const opened = Array.from(
      { length: connections },
      () => Deno.connect({ hostname: "127.0.0.1", port }),
    );
    const request = new TextEncoder().encode(
      `POST /messages HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n` +
        `Authorization: Bearer ${token}\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${SEND.length}\r\n\r\n${SEND}`,
    );
    return new HttpFloodLoad(await Promise.all(opened), request);
  }

  async round({ seconds }: Extent): Promise<Round[]> {
    this.#isOn = true;
    this.#answers = 0;
    const flood = this.#connections.map((each) => this.#ask(each));
    await sleep(seconds * 1000);
    const sends = this.#answers / seconds;
    this.#isOn = false;
    await Promise.all(flood);
    return [{ connections: this.#connections.length, sends }];
  }

  /** Each answer, also a refusal, is followed by another request. */
  async #ask(connection: Deno.TcpConn): Promise<void> {
    const buffer = new Uint8Array(RESPONSE);
    while (this.#isOn) {
      await connection.write(this.#request);
      while (!endsIn(END, buffer, await read(connection, buffer)));
      this.#answers++;
    }
  }
}

async function read(
  connection: Deno.TcpConn,
  buffer: Uint8Array,
): Promise<number> {
  const count = await connection.read(buffer);
  if (count === null) throw new Error("the server closed a connection");
  return count;
}

function endsIn(end: Uint8Array, buffer: Uint8Array, count: number): boolean {
  const at = count - end.length;
  return at >= 0 && end.every((byte, index) => buffer[at + index] === byte);
}

async function logIn(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"id":"flooder"}',
  });
  const { data } = await response.json();
  return data.token;
}
