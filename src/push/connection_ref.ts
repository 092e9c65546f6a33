import type { Close } from "../base/close_codes.ts";
import type { GatewayCommands } from "./gateway_commands.ts";

/** A connection as the core knows it: which gateway holds it, under which number. */
export class ConnectionRef {
  readonly commands: GatewayCommands;
  /** The connection's number at its gateway. */
  readonly connection: number;
  /** Who sits here; set by the presence alone. */
  userId: string | undefined;
  /** Does it leave unread what it is sent, as far as its gateway sees? */
  stuck = false;
  #open = true;
  #since: number | undefined;
  #heardAt = 0;

  constructor(commands: GatewayCommands, connection: number) {
    this.commands = commands;
    this.connection = connection;
  }

  /** False from the moment on when the gateway said that it has gone. */
  get open(): boolean {
    return this.#open;
  }

  /** When the first request came, as a clock's `elapsed`; 0 before. */
  get since(): number {
    return this.#since ?? 0;
  }

  /** When the last request came. */
  get heardAt(): number {
    return this.#heardAt;
  }

  /** A request has come. */
  hear(elapsed: number): void {
    this.#since ??= elapsed;
    this.#heardAt = elapsed;
  }

  /** Ends the connection; one that has gone stays so. */
  close(close: Close): void {
    if (this.#open) this.commands.close(this.connection, close);
  }

  /** The connection has gone. */
  leave(): void {
    this.#open = false;
  }
}

/** The number of a connection, for the gateway that holds it. */
export function numberAt(
  commands: GatewayCommands,
  ref: ConnectionRef | undefined,
): number | undefined {
  return ref?.commands === commands ? ref.connection : undefined;
}
