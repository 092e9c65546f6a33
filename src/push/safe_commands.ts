import type { Close } from "../base/close_codes.ts";
import type {
  EventPush,
  Message,
  MessagesPush,
} from "../protocol/responses.ts";
import { attempt } from "../base/attempt.ts";
import type { Behind, GatewayCommands, RoomBatch } from "./gateway_commands.ts";

/**
 * {@linkcode GatewayCommands} that never throw, over one that may: what the core
 * tells several gateways reaches the others, and whoever caused it is not
 * refused what has been done.
 */
export class SafeCommands implements GatewayCommands {
  #commands: GatewayCommands;
  #onFault: (fault: unknown) => void;

  constructor(commands: GatewayCommands, onFault: (fault: unknown) => void) {
    this.#commands = commands;
    this.#onFault = onFault;
  }

  admit(connection: number, userId: string, lifetime?: number): void {
    this.#try((commands) => commands.admit(connection, userId, lifetime));
  }

  dismiss(connection: number): void {
    this.#try((commands) => commands.dismiss(connection));
  }

  close(connection: number, close: Close): void {
    this.#try((commands) => commands.close(connection, close));
  }

  ready(): Promise<void> | undefined {
    return this.#commands.ready?.();
  }

  enter(chatroomId: string, userId: string): void {
    this.#try((commands) => commands.enter(chatroomId, userId));
  }

  exit(chatroomId: string, userId: string): void {
    this.#try((commands) => commands.exit(chatroomId, userId));
  }

  deliver(userId: string, push: MessagesPush, except?: number): void {
    this.#try((commands) => commands.deliver(userId, push, except));
  }

  tell(userId: string, event: EventPush, except?: number): void {
    this.#try((commands) => commands.tell(userId, event, except));
  }

  tellChatroom(chatroomId: string, event: EventPush, except?: number): void {
    this.#try((commands) => commands.tellChatroom(chatroomId, event, except));
  }

  /** Where it throws nobody has been told; `served` is called once. */
  pushChatroom(
    chatroomId: string,
    batch: RoomBatch,
    served: (behind: Behind) => void,
  ): void {
    let over = false;
    const once = (behind: Behind) => {
      if (over) return;
      over = true;
      served(behind);
    };
    if (
      !this.#try((commands) => commands.pushChatroom(chatroomId, batch, once))
    ) {
      once("everybody");
    }
  }

  replace(chatroomId: string, message: Message): void {
    this.#try((commands) => commands.replace(chatroomId, message));
  }

  #try(run: (commands: GatewayCommands) => void): boolean {
    return attempt(() => run(this.#commands), this.#onFault);
  }
}
