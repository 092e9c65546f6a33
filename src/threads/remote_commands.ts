import type { Close } from "../base/close_codes.ts";
import type { Clock } from "../base/clock.ts";
import {
  type FaultReporter,
  type ReplyError,
  toReplyError,
} from "../base/errors.ts";
import type {
  EventPush,
  Hint,
  Message,
  MessagesPush,
} from "../protocol/responses.ts";
import type {
  Behind,
  GatewayCommands,
  RoomBatch,
  Told,
} from "../push/gateway_commands.ts";
import { Batch } from "./batch.ts";
import type { FromCore, Port } from "./link.ts";
import { toRefusal } from "../base/refusal.ts";

/** Beyond so many unconfirmed items, long lists wait for the gateway. */
const MAX_AHEAD = 10_000;

type Served = (behind: Behind) => void;

/** What {@linkcode RemoteCommands} needs. */
export interface RemoteCommandsOptions {
  readonly port: Port;
  readonly clock: Pick<Clock, "nextTurn">;
  /** Logs an item that could not be sent; the others are sent. */
  readonly report: FaultReporter;
}

/** {@linkcode GatewayCommands} of a gateway in another thread, as the core sees it. */
export class RemoteCommands implements GatewayCommands {
  #batch: Batch<FromCore>;
  #serving = new Map<string, Served>();
  #telling = new Map<number, Told>();
  #lastTold = 0;
  #untaken = 0;
  #keepsUp: PromiseWithResolvers<void> | undefined;
  #lost = false;

  constructor(options: RemoteCommandsOptions) {
    this.#batch = new Batch({
      ...options,
      onFault: (item, fault) => {
        this.#untaken--;
        this.#explain(item, toReplyError(fault, options.report));
      },
    });
  }

  /**
   * Items that the gateway has not confirmed. As it confirms 1000 at a time, up
   * to 999 of them have already arrived.
   */
  get untaken(): number {
    return this.#untaken;
  }

  /** Sends an item, with the others of this turn. */
  send(item: FromCore): void {
    if (this.#lost) return;
    this.#untaken++;
    this.#batch.add(item);
  }

  /** Sends everything that is waiting for the end of this turn. */
  flush(): void {
    this.#batch.flush();
  }

  /** The gateway confirms items. */
  taken(count: number): void {
    this.#untaken -= count;
    if (this.#untaken <= MAX_AHEAD) this.#release();
  }

  ready(): Promise<void> | undefined {
    if (this.#lost || this.#untaken <= MAX_AHEAD) return undefined;
    this.#keepsUp ??= Promise.withResolvers();
    return this.#keepsUp.promise;
  }

  #release(): void {
    this.#keepsUp?.resolve();
    this.#keepsUp = undefined;
  }

  /** The gateway has served a chatroom's push. */
  served(chatroomId: string, behind: Behind): void {
    const served = this.#serving.get(chatroomId);
    this.#serving.delete(chatroomId);
    served?.(behind);
  }

  /** The gateway has told some connections of an event. */
  told(id: number, behind: readonly number[]): void {
    const told = this.#telling.get(id);
    this.#telling.delete(id);
    told?.(behind);
  }

  /**
   * The gateway has ended: none of its receivers is behind, and it gets nothing
   * more.
   */
  lose(): void {
    this.#lost = true;
    this.#release();
    this.#untaken = 0;
    for (const chatroomId of [...this.#serving.keys()]) {
      this.served(chatroomId, "nobody");
    }
    for (const id of [...this.#telling.keys()]) this.told(id, []);
  }

  admit(connection: number, userId: string, lifetime?: number): void {
    this.send(["admit", connection, userId, lifetime ?? null]);
  }

  dismiss(connection: number): void {
    this.send(["dismiss", connection]);
  }

  close(connection: number, close: Close): void {
    this.send(["close", connection, close]);
  }

  enter(chatroomId: string, userId: string, hiddenUpTo?: number): void {
    if (hiddenUpTo === undefined) this.send(["enter", chatroomId, userId]);
    else this.send(["enter", chatroomId, userId, hiddenUpTo]);
  }

  exit(chatroomId: string, userId: string): void {
    this.send(["exit", chatroomId, userId]);
  }

  deliver(userId: string, push: MessagesPush, except?: number): void {
    this.send(["deliver", userId, push, except ?? null]);
  }

  notify(userId: string, hint: Hint, except?: number): void {
    this.send(["notify", userId, hint, except ?? null]);
  }

  notifyChatroom(chatroomId: string, hint: Hint, except?: number): void {
    this.send(["notifyChatroom", chatroomId, hint, except ?? null]);
  }

  tell(connections: readonly number[], event: EventPush, told: Told): void {
    if (this.#lost) return told([]);
    const id = ++this.#lastTold;
    this.#telling.set(id, told);
    this.send(["tell", id, connections, event]);
  }

  notifyAll(event: EventPush): void {
    this.send(["notifyAll", event]);
  }

  pushChatroom(chatroomId: string, batch: RoomBatch, served: Served): void {
    if (this.#lost) return served("nobody");
    this.#serving.set(chatroomId, served);
    this.send(["pushChatroom", chatroomId, batch]);
  }

  replace(chatroomId: string, message: Message): void {
    this.send(["replace", chatroomId, message]);
  }

  /**
   * Answers for an item that could not be sent, where somebody waits for it.
   */
  #explain(item: FromCore, refusal: ReplyError): void {
    if (item[0] === "done") {
      this.send(["refused", item[1], toRefusal(refusal)]);
    }
    if (item[0] === "pushChatroom") this.served(item[1], "everybody");
    if (item[0] === "tell") this.told(item[1], item[2]);
  }
}
