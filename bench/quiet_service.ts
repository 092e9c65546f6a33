import { LIFTED_LIMITS } from "../scripts/lifted_limits.ts";
import { systemClock } from "../src/base/clock.ts";
import { DenoEngine } from "../src/gateway/engines/deno.ts";
import type { RuntimeSocket } from "../src/gateway/engines/deno_socket.ts";
import { createLog } from "../src/observe/log.ts";
import type { Metrics } from "../src/observe/metrics/metrics.ts";
import { parseCommand } from "../src/options/command.ts";
import type { Options } from "../src/options/options.ts";
import { readSmallFile } from "../src/options/value_files.ts";
import { attend } from "../tests/helpers/attend.ts";
import { createService, type Service } from "../src/app/service.ts";

/** A socket that reports when a reply has come, and keeps nothing. */
export class QuietSocket implements RuntimeSocket {
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

/** A private message of ann to ben. */
export const FRAME: string = JSON.stringify({
  op: 201,
  body: JSON.stringify({
    type: 2,
    target_id: "ben",
    content: "x".repeat(200),
  }),
});

/** A service without a log, and ann's socket; ben is online as well. */
export async function startQuietService(
  metrics?: Metrics,
  options: Options = defaults(),
): Promise<{ service: Service; ann: QuietSocket }> {
  const write = () => {};
  const log = createLog({
    level: "error",
    format: "json",
    write,
    now: Date.now,
  });
  const entry = new URL("../main.ts", import.meta.url).href;
  const sources = new URL("..", import.meta.url).pathname;
  const program = { entry, sources };
  const environment = {
    clock: systemClock,
    log,
    version: "",
    metrics,
    program,
  };
  const service = createService(options, environment);
  await service.enter();
  const ann = await logIn(service, "ann");
  await logIn(service, "ben");
  return { service, ann };
}

function defaults(): Options {
  const command = parseCommand({
    args: LIFTED_LIMITS,
    environment: () => ({}),
    isTerminal: false,
    readFile: readSmallFile,
    version: "",
  });
  if (command.verb !== "serve") throw new Error("the defaults start a service");
  return command.options;
}

async function logIn(service: Service, id: string): Promise<QuietSocket> {
  const socket = new QuietSocket();
  const { gateway } = service;
  attend({ gateway, engine: new DenoEngine(systemClock) }, socket);
  await socket.ask(`{"op":101,"body":"{\\"id\\":\\"${id}\\"}"}`);
  return socket;
}
