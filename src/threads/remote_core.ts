import { attempt } from "../base/attempt.ts";
import type { Clock } from "../base/clock.ts";
import type { Core } from "../gateway/core.ts";
import type { GatewayCommands } from "../push/gateway_commands.ts";
import { Batch } from "./batch.ts";
import type { FromCore, FromGateway, Port } from "./link.ts";
import { fromRefusal } from "../base/refusal.ts";

/** Items after which the core gets a confirmation. */
export const TAKEN_AT_ONCE = 1000;

/** What {@linkcode RemoteCore} needs. */
export interface RemoteCoreOptions {
  readonly port: Port;
  readonly commands: GatewayCommands;
  readonly clock: Pick<Clock, "nextTurn">;
  /** Called with what could not be sent or done; everything else goes on. */
  readonly onFault: (fault: unknown) => void;
}

/** {@linkcode Core} in another thread, as the gateway's thread sees it. */
export class RemoteCore implements Core {
  #options: RemoteCoreOptions;
  #commands: GatewayCommands;
  #batch: Batch<FromGateway>;
  #waiting = new Map<number, PromiseWithResolvers<object>>();
  #last = 0;
  #taken = 0;

  constructor(options: RemoteCoreOptions) {
    this.#options = options;
    this.#commands = options.commands;
    this.#batch = new Batch({
      ...options,
      onFault: (item, fault) => this.#lose(item, fault),
    });
  }

  fulfil(op: number, body: object, connection: number): Promise<object> {
    const waiting = this.#expect();
    this.#batch.add(["ask", this.#last, op, body, connection]);
    return waiting.promise;
  }

  async countRefused(op: number, connection: number): Promise<void> {
    const waiting = this.#expect();
    this.#batch.add(["count", this.#last, op, connection]);
    await waiting.promise;
  }

  stuck(connection: number, isStuck: boolean): void {
    this.#batch.add(["stuck", connection, isStuck]);
  }

  gone(connection: number): void {
    this.#batch.add(["gone", connection]);
  }

  /** Takes a batch of items from the core. */
  receive(text: string): void {
    const items: FromCore[] = JSON.parse(text);
    const { onFault } = this.#options;
    for (const item of items) attempt(() => this.#take(item), onFault);
    this.#taken += items.length;
    if (this.#taken < TAKEN_AT_ONCE) return;
    this.#batch.add(["taken", this.#taken]);
    this.#taken = 0;
  }

  #take(item: FromCore): void {
    const commands = this.#commands;
    switch (item[0]) {
      case "done":
        return this.#settle(item[1])?.resolve(item[2]);
      case "refused":
        return this.#settle(item[1])?.reject(fromRefusal(item[2]));
      case "admit":
        return commands.admit(item[1], item[2], item[3] ?? undefined);
      case "dismiss":
        return commands.dismiss(item[1]);
      case "close":
        return commands.close(item[1], item[2]);
      case "enter":
        return commands.enter(item[1], item[2], item[3]);
      case "exit":
        return commands.exit(item[1], item[2]);
      case "deliver":
        return commands.deliver(item[1], item[2], item[3] ?? undefined);
      case "notify":
        return commands.notify(item[1], item[2], item[3] ?? undefined);
      case "notifyChatroom":
        return commands.notifyChatroom(item[1], item[2], item[3] ?? undefined);
      case "notifyAll":
        return commands.notifyAll(item[1]);
      case "tell":
        return commands.tell(item[2], item[3], (behind) => {
          this.#batch.add(["told", item[1], behind]);
        });
      case "pushChatroom":
        return this.#push(item[1], item[2]);
      case "replace":
        return commands.replace(item[1], item[2]);
    }
  }

  /** Prepares for the answer to a request with the next id. */
  #expect(): PromiseWithResolvers<object> {
    const waiting = Promise.withResolvers<object>();
    this.#waiting.set(++this.#last, waiting);
    return waiting;
  }

  #push(
    chatroomId: string,
    batch: Parameters<GatewayCommands["pushChatroom"]>[1],
  ) {
    this.#commands.pushChatroom(chatroomId, batch, (behind) => {
      this.#batch.add(["served", chatroomId, behind]);
    });
  }

  /** A request that could not be sent is answered with its fault. */
  #lose(item: FromGateway, fault: unknown): void {
    if (item[0] === "ask" || item[0] === "count") {
      this.#settle(item[1])?.reject(fault);
    } else this.#options.onFault(fault);
  }

  #settle(id: number): PromiseWithResolvers<object> | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}
