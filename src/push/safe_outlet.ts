import type { Close } from "../base/close_codes.ts";
import type {
  EventPush,
  Message,
  MessagesPush,
} from "../protocol/responses.ts";
import { attempt } from "../base/attempt.ts";
import type { Behind, Outlet, RoomBatch } from "./outlet.ts";

/**
 * An {@linkcode Outlet} that never throws, over one that may: what the core
 * tells several gateways reaches the others, and whoever caused it is not
 * refused what has been done.
 */
export class SafeOutlet implements Outlet {
  #outlet: Outlet;
  #onFault: (fault: unknown) => void;

  constructor(outlet: Outlet, onFault: (fault: unknown) => void) {
    this.#outlet = outlet;
    this.#onFault = onFault;
  }

  admit(connection: number, userId: string, lifetime?: number): void {
    this.#try((outlet) => outlet.admit(connection, userId, lifetime));
  }

  dismiss(connection: number): void {
    this.#try((outlet) => outlet.dismiss(connection));
  }

  close(connection: number, close: Close): void {
    this.#try((outlet) => outlet.close(connection, close));
  }

  ready(): Promise<void> | undefined {
    return this.#outlet.ready?.();
  }

  enter(chatroomId: string, userId: string): void {
    this.#try((outlet) => outlet.enter(chatroomId, userId));
  }

  exit(chatroomId: string, userId: string): void {
    this.#try((outlet) => outlet.exit(chatroomId, userId));
  }

  deliver(userId: string, push: MessagesPush, except?: number): void {
    this.#try((outlet) => outlet.deliver(userId, push, except));
  }

  tell(userId: string, event: EventPush, except?: number): void {
    this.#try((outlet) => outlet.tell(userId, event, except));
  }

  tellChatroom(chatroomId: string, event: EventPush, except?: number): void {
    this.#try((outlet) => outlet.tellChatroom(chatroomId, event, except));
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
    if (!this.#try((outlet) => outlet.pushChatroom(chatroomId, batch, once))) {
      once("everybody");
    }
  }

  replace(chatroomId: string, message: Message): void {
    this.#try((outlet) => outlet.replace(chatroomId, message));
  }

  #try(run: (outlet: Outlet) => void): boolean {
    return attempt(() => run(this.#outlet), this.#onFault);
  }
}
