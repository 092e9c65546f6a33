import type { Close } from "../base/close_codes.ts";
import type {
  EventPush,
  Hint,
  Message,
  MessagesPush,
} from "../protocol/responses.ts";
import { attempt } from "../base/attempt.ts";
import type {
  Behind,
  GatewayCommands,
  RoomBatch,
  Told,
} from "./gateway_commands.ts";

/**
 * Wraps {@linkcode GatewayCommands} that may throw so that they never do: a
 * fault at one gateway neither keeps the others from getting a command nor
 * fails a request that has taken effect.
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

  enter(chatroomId: string, userId: string, hiddenUpTo?: number): void {
    this.#try((commands) => commands.enter(chatroomId, userId, hiddenUpTo));
  }

  exit(chatroomId: string, userId: string): void {
    this.#try((commands) => commands.exit(chatroomId, userId));
  }

  deliver(userId: string, push: MessagesPush, except?: number): void {
    // Not by #try: this runs for every private message.
    try {
      this.#commands.deliver(userId, push, except);
    } catch (fault) {
      this.#onFault(fault);
    }
  }

  notify(userId: string, hint: Hint, except?: number): void {
    this.#try((commands) => commands.notify(userId, hint, except));
  }

  notifyAll(event: EventPush): void {
    this.#try((commands) => commands.notifyAll(event));
  }

  notifyChatroom(chatroomId: string, hint: Hint, except?: number): void {
    this.#try((commands) => commands.notifyChatroom(chatroomId, hint, except));
  }

  /** If it throws, all are behind; `told` is called exactly once. */
  tell(connections: readonly number[], event: EventPush, told: Told): void {
    const once = onlyOnce(told);
    const isDone = this.#try((commands) =>
      commands.tell(connections, event, once)
    );
    if (!isDone) once(connections);
  }

  /** If it throws, everybody is behind; `served` is called exactly once. */
  pushChatroom(
    chatroomId: string,
    batch: RoomBatch,
    served: (behind: Behind) => void,
  ): void {
    const once = onlyOnce(served);
    const isDone = this.#try((commands) =>
      commands.pushChatroom(chatroomId, batch, once)
    );
    if (!isDone) once("everybody");
  }

  replace(chatroomId: string, message: Message): void {
    this.#try((commands) => commands.replace(chatroomId, message));
  }

  #try(run: (commands: GatewayCommands) => void): boolean {
    return attempt(() => run(this.#commands), this.#onFault);
  }
}

function onlyOnce<Answer>(
  take: (answer: Answer) => void,
): (answer: Answer) => void {
  let isOver = false;
  return (answer) => {
    if (isOver) return;
    isOver = true;
    take(answer);
  };
}
