import { chatroomConversation } from "../../src/domain/ids.ts";
import type { PushCounts } from "../../src/metrics/push_counts.ts";
import type { Codec } from "../../src/protocol/codec.ts";
import { Views } from "../../src/protocol/views.ts";
import { ChatroomPush } from "../../src/push/chatroom.ts";
import { Hub } from "../../src/push/hub.ts";
import { Slices } from "../../src/push/slices.ts";
import { FakeClock } from "./fake_clock.ts";
import { FakeConnection } from "./fake_connection.ts";
import { messageOf } from "./messages.ts";

/** What a test says about its push; the rest is the usual. */
export interface PushChanges {
  readonly count?: number;
  readonly duration?: number;
  readonly backlog?: number;
  readonly limit?: number;
  readonly counts?: PushCounts;
}

/** Everything that pushing to chatrooms needs, with a faked time. */
export class PushBench {
  readonly clock = new FakeClock();
  readonly hub = new Hub();
  readonly views = new Views({ sequence: true });
  readonly faults: unknown[] = [];
  readonly slices: Slices;
  readonly push: ChatroomPush;
  #sequences = new Map<string, number>();

  constructor(changes: PushChanges = {}) {
    const { count = 3, duration = 1000, backlog = 8192, limit = 16 } = changes;
    this.slices = new Slices({
      clock: this.clock,
      limit,
      onFault: (fault) => this.faults.push(fault),
    });
    this.push = new ChatroomPush({
      hub: this.hub,
      views: this.views,
      slices: this.slices,
      clock: this.clock,
      count,
      duration,
      backlog,
      counts: changes.counts,
    });
  }

  /** A connection of a user who is in these chatrooms. */
  connect(userId: string, rooms: string[] = ["room"], codec?: Codec) {
    const connection = new FakeConnection(codec);
    this.hub.add(connection, userId);
    for (const room of rooms) this.hub.enter(room, userId);
    connection.onClose = () => this.hub.remove(connection);
    return connection;
  }

  /** Stores and delivers the next messages of a chatroom. */
  deliver(count = 1, room = "room"): void {
    for (let done = 0; done < count; done++) {
      const sequence = (this.#sequences.get(room) ?? 0) + 1;
      this.#sequences.set(room, sequence);
      const message = messageOf(sequence, { in: chatroomConversation(room) });
      this.push.deliver(room, message, `Title of ${room}`);
    }
  }

  /** As {@linkcode PushBench.deliver}, and lets the push go out. */
  send(count = 1, room = "room"): void {
    this.deliver(count, room);
    this.clock.settle();
  }
}

/** What pushes held: the sequences of their messages, and what they missed. */
export function pushed(
  connection: FakeConnection,
): { items: number[]; missed: number }[] {
  return connection.take().map(({ body: { items, missed } }) => ({
    items: items.map(({ sequence }: { sequence: number }) => sequence),
    missed,
  }));
}
