import type { Close } from "../base/close_codes.ts";
import type { GatewayCommands } from "./gateway_commands.ts";

/** What is known of a logged-in connection, for operators. */
export interface ConnectionAbout {
  /** Its name in the log. */
  readonly id: string;
  /** As the client calls itself. */
  readonly device: string | undefined;
  /** The name of its encoding. */
  readonly encoding: string;
  /** When it logged in, as Unix time in milliseconds. */
  readonly since: number;
}

/**
 * The core's reference to a connection: the gateway that holds it, and its
 * number there.
 */
export class ConnectionRef {
  readonly commands: GatewayCommands;
  /** The connection's number at its gateway. */
  readonly connection: number;
  /** The user logged in here; only {@linkcode Presence} sets it. */
  userId: string | undefined;
  /** Has its gateway seen that the client does not read what it is sent? */
  stuck = false;
  /** Undefined before a login. */
  about: ConnectionAbout | undefined;
  #open = true;
  #since: number | undefined;
  #heardAt = 0;

  constructor(commands: GatewayCommands, connection: number) {
    this.commands = commands;
    this.connection = connection;
  }

  /** False as soon as the gateway has said that the connection is gone. */
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

  /** Closes the connection; does nothing if it is gone. */
  close(close: Close): void {
    if (this.#open) this.commands.close(this.connection, close);
  }

  /** Marks the connection as gone. */
  leave(): void {
    this.#open = false;
  }
}

/** The number of a connection, if this gateway holds it. */
export function numberAt(
  commands: GatewayCommands,
  ref: ConnectionRef | undefined,
): number | undefined {
  return ref?.commands === commands ? ref.connection : undefined;
}
