import type { Codec } from "../../src/protocol/codec.ts";
import type { PushCounts } from "../../src/observe/metrics/push_counts.ts";
import { Hub } from "../../src/push/hub.ts";
import { HubCommands } from "../../src/push/hub_commands.ts";
import type { Presence } from "../../src/push/presence.ts";
import { ConnectionRef } from "../../src/push/connection_ref.ts";
import { TurnScheduler } from "../../src/push/turn_scheduler.ts";
import type { FakeClock } from "./fake_clock.ts";
import { FakeConnection } from "./fake_connection.ts";

/** A test's changes to its commands; the rest is the default. */
export interface CommandsChanges {
  readonly count?: number;
  readonly backlog?: number;
  readonly maxOutboundBytes?: number;
  readonly counts?: PushCounts | undefined;
}

/** A gateway's commands without a gateway: its connections are faked. */
export class CommandsBench {
  readonly hub = new Hub();
  readonly faults: unknown[] = [];
  readonly scheduler: TurnScheduler;
  readonly broadcasts: TurnScheduler;
  readonly commands: HubCommands;
  #presence: Presence;
  #refs = new Map<FakeConnection, ConnectionRef>();

  constructor(
    clock: FakeClock,
    presence: Presence,
    changes: CommandsChanges = {},
  ) {
    this.#presence = presence;
    const onFault = (fault: unknown) => this.faults.push(fault);
    this.scheduler = new TurnScheduler({ clock, onFault });
    this.broadcasts = new TurnScheduler({ clock, limit: 1, onFault });
    this.commands = new HubCommands({
      hub: this.hub,
      scheduler: this.scheduler,
      broadcasts: this.broadcasts,
      maxOutboundBytes: changes.maxOutboundBytes ?? 1_000_000,
      backlog: changes.backlog ?? 8192,
      count: changes.count ?? 3,
      counts: changes.counts,
      onFault,
    });
  }

  /** A connection of a user who is in these chatrooms. */
  connect(userId: string, rooms: string[] = [], codec?: Codec) {
    const connection = this.connection(codec);
    this.#presence.add(this.refOf(connection), userId);
    for (const room of rooms) this.#presence.enter(room, userId);
    return connection;
  }

  /** A connection without a login. */
  connection(codec?: Codec): FakeConnection {
    const connection = new FakeConnection(codec);
    this.hub.add(connection);
    this.#refs.set(connection, new ConnectionRef(this.commands, connection.id));
    connection.onClose = () => this.gone(connection);
    return connection;
  }

  /** The ref of a connection. */
  refOf(connection: FakeConnection): ConnectionRef {
    return this.#refs.get(connection)!;
  }

  /** A connection closes: the gateway and the core learn of it. */
  gone(connection: FakeConnection): void {
    this.hub.remove(connection);
    const ref = this.refOf(connection);
    connection.open = false;
    ref.leave();
    this.#presence.remove(ref);
  }
}
