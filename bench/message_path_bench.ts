import { systemClock } from "../src/clock.ts";
import { createLog } from "../src/log.ts";
import { parseCommand } from "../src/options/command.ts";
import { DEFAULT_ENCODINGS } from "../src/protocol/encodings.ts";
import type { AttendedSocket } from "../src/gateway/gateway.ts";
import { createService } from "../src/service.ts";

/*
 * The way of a private message through the whole service, but for the socket:
 * decoded, validated, stored, pushed and acknowledged. What it takes beyond
 * that is the runtime's and the kernel's.
 */

/** A socket that tells when a reply has come and keeps nothing. */
class QuietSocket implements AttendedSocket {
  readonly bufferedAmount = 0;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose = null;
  onerror = null;
  #onReply: () => void = () => {};

  send(frame: string): void {
    if (frame.startsWith('{"op":501')) return;
    this.#onReply();
  }

  close(): void {}

  ask(frame: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onReply = resolve;
    this.onmessage?.(new MessageEvent("message", { data: frame }));
    return promise;
  }
}

const command = parseCommand({
  args: [],
  environment: () => undefined,
  isTerminal: false,
  version: "",
});
if (command.verb !== "serve") throw new Error("the defaults start a service");
const write = () => {};
const log = createLog({ level: "error", format: "json", write, now: Date.now });
const service = createService(command.options, {
  clock: systemClock,
  log,
  version: "",
});

async function logIn(id: string): Promise<QuietSocket> {
  const socket = new QuietSocket();
  service.gateway.attend(socket, DEFAULT_ENCODINGS.json);
  await socket.ask(`{"op":101,"body":"{\\"id\\":\\"${id}\\"}"}`);
  return socket;
}

const ann = await logIn("ann");
await logIn("ben");
const body = { type: 2, target_id: "ben", content: "x".repeat(200) };
const frame = JSON.stringify({ op: 201, body: JSON.stringify(body) });

Deno.bench("a private message, all but the sockets", async () => {
  await ann.ask(frame);
});

globalThis.addEventListener("unload", () => service.close());
