import type { Codec } from "../../src/protocol/codec.ts";
import type { PushCounts } from "../../src/observe/metrics/push_counts.ts";
import { Hub } from "../../src/push/hub.ts";
import { HubOutlet } from "../../src/push/hub_outlet.ts";
import type { Presence } from "../../src/push/presence.ts";
import { Seat } from "../../src/push/seat.ts";
import { Slices } from "../../src/push/slices.ts";
import type { FakeClock } from "./fake_clock.ts";
import { FakeConnection } from "./fake_connection.ts";

/** What a test says about its outlet; the rest is the usual. */
export interface OutletChanges {
  readonly count?: number;
  readonly backlog?: number;
  readonly maxOutboundBytes?: number;
  readonly counts?: PushCounts | undefined;
}

/** A gateway's outlet without a gateway: its connections are faked. */
export class OutletBench {
  readonly hub = new Hub();
  readonly faults: unknown[] = [];
  readonly slices: Slices;
  readonly broadcasts: Slices;
  readonly outlet: HubOutlet;
  #presence: Presence;
  #seats = new Map<FakeConnection, Seat>();

  constructor(
    clock: FakeClock,
    presence: Presence,
    changes: OutletChanges = {},
  ) {
    this.#presence = presence;
    const onFault = (fault: unknown) => this.faults.push(fault);
    this.slices = new Slices({ clock, onFault });
    this.broadcasts = new Slices({ clock, limit: 1, onFault });
    this.outlet = new HubOutlet({
      hub: this.hub,
      slices: this.slices,
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
    this.#presence.add(this.seatOf(connection), userId);
    for (const room of rooms) this.#presence.enter(room, userId);
    return connection;
  }

  /** A connection that is nobody's. */
  connection(codec?: Codec): FakeConnection {
    const connection = new FakeConnection(codec);
    this.hub.add(connection);
    this.#seats.set(connection, new Seat(this.outlet, connection.id));
    connection.onClose = () => this.gone(connection);
    return connection;
  }

  /** The seat of a connection. */
  seatOf(connection: FakeConnection): Seat {
    return this.#seats.get(connection)!;
  }

  /** A connection goes, as far as the gateway and the core are told. */
  gone(connection: FakeConnection): void {
    this.hub.remove(connection);
    const seat = this.seatOf(connection);
    connection.open = false;
    seat.leave();
    this.#presence.remove(seat);
  }
}
