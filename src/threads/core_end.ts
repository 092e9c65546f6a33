import { attempt } from "../base/attempt.ts";
import type { Clock } from "../base/clock.ts";
import { type FaultReporter, toReplyError } from "../base/errors.ts";
import type { LocalCore } from "../gateway/local_core.ts";
import type { Behind, GatewayCommands } from "../push/gateway_commands.ts";
import type { Gate } from "./gate.ts";
import type { FromGateway, Port } from "./link.ts";
import { toRefusal } from "../base/refusal.ts";
import { RemoteCommands } from "./remote_commands.ts";

/** What {@linkcode CoreEnd} needs. */
export interface CoreEndOptions {
  readonly port: Port;
  /** Registers the gateway with the core. */
  readonly connect: (commands: GatewayCommands) => LocalCore;
  readonly gate: Gate;
  readonly clock: Pick<Clock, "nextTurn">;
  readonly report: FaultReporter;
}

/** The core's end of the link to one gateway's thread. */
export class CoreEnd {
  #options: CoreEndOptions;
  #commands: RemoteCommands;
  #core: LocalCore;
  #lost = false;

  constructor(options: CoreEndOptions) {
    this.#options = options;
    this.#commands = new RemoteCommands(options);
    this.#core = options.connect(this.#commands);
    options.gate.watch(this.#commands);
  }

  /**
   * Takes a batch of items from the gateway. Items that let others go on are
   * taken at once. Requests may wait at the gate, in their order; so does the
   * end of a connection, as its requests come before it.
   */
  receive(text: string): void {
    const { gate } = this.#options;
    const items: FromGateway[] = JSON.parse(text);
    const ordered: FromGateway[] = [];
    for (const item of items) {
      if (item[0] === "taken") this.#commands.taken(item[1]);
      else if (item[0] === "served") this.#served(item[1], item[2]);
      else if (item[0] === "told") this.#told(item[1], item[2]);
      else ordered.push(item);
    }
    gate.pass(() => {
      for (const item of ordered) attempt(() => this.#take(item), this.#report);
    });
  }

  /** Sends everything that is waiting for the end of this turn. */
  flush(): void {
    this.#commands.flush();
  }

  /** The gateway has ended, and all its connections with it. */
  lose(): void {
    this.#lost = true;
    this.#options.gate.forget(this.#commands);
    this.#commands.lose();
    this.#core.goneAll();
  }

  #served(chatroomId: string, behind: Behind): void {
    attempt(() => this.#commands.served(chatroomId, behind), this.#report);
  }

  #told(id: number, behind: readonly number[]): void {
    attempt(() => this.#commands.told(id, behind), this.#report);
  }

  #report = (fault: unknown): void => {
    toReplyError(fault, this.#options.report);
  };

  #take(item: FromGateway): void {
    if (this.#lost) return;
    if (item[0] === "stuck") this.#core.stuck(item[1], item[2]);
    if (item[0] === "gone") this.#core.gone(item[1]);
    if (item[0] === "ask" || item[0] === "count") this.#answer(item);
  }

  #answer(item: FromGateway & ["ask" | "count", ...unknown[]]): void {
    const [, id] = item;
    const done = (data: object) => this.#commands.send(["done", id, data]);
    const refuse = (thrown: unknown) => {
      const refusal = toReplyError(thrown, this.#options.report);
      this.#commands.send(["refused", id, toRefusal(refusal)]);
    };
    try {
      const answer = this.#carryOut(item);
      if (answer instanceof Promise) answer.then(done, refuse);
      else done(answer);
    } catch (thrown) {
      refuse(thrown);
    }
  }

  #carryOut(
    item: FromGateway & ["ask" | "count", ...unknown[]],
  ): Promise<object> | object {
    if (item[0] === "ask") return this.#core.fulfil(item[2], item[3], item[4]);
    const time = this.#core.countRefused(item[2], item[3]);
    return time === undefined ? {} : time.then(() => ({}));
  }
}
