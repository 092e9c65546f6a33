import { chatroomConversation } from "../../src/domain/ids.ts";
import type { Codec } from "../../src/protocol/codec.ts";
import { Views } from "../../src/protocol/views.ts";
import { ChatroomPush } from "../../src/push/chatroom.ts";
import type { PushCounts } from "../../src/observe/metrics/push_counts.ts";
import { RoomSemaphore } from "../../src/push/room_semaphore.ts";
import { Presence } from "../../src/push/presence.ts";
import { FakeClock } from "./fake_clock.ts";
import type { FakeConnection } from "./fake_connection.ts";
import { messageOf } from "./messages.ts";
import { CommandsBench } from "./gateway_commands.ts";

/** A test's changes to pushing; the rest is the default. */
export interface PushChanges {
  readonly count?: number;
  readonly duration?: number;
  readonly backlog?: number;
  readonly limit?: number;
  readonly counts?: PushCounts;
  /** How many gateways there are. */
  readonly gateways?: number;
}

/** Everything that pushing to chatrooms needs, with a faked time. */
export class PushBench {
  readonly clock = new FakeClock();
  readonly presence = new Presence();
  readonly views = new Views({ sequence: true });
  readonly faults: unknown[] = [];
  readonly semaphore: RoomSemaphore;
  readonly gateways: readonly CommandsBench[];
  readonly push: ChatroomPush;
  #sequences = new Map<string, number>();

  constructor(changes: PushChanges = {}) {
    const { count = 3, duration = 1000, backlog = 8192, limit = 16 } = changes;
    this.gateways = Array.from(
      { length: changes.gateways ?? 1 },
      () =>
        new CommandsBench(this.clock, this.presence, {
          count,
          backlog,
          counts: changes.counts,
        }),
    );
    this.semaphore = new RoomSemaphore({
      limit,
      onFault: (fault) => this.faults.push(fault),
    });
    this.push = new ChatroomPush({
      presence: this.presence,
      views: this.views,
      semaphore: this.semaphore,
      clock: this.clock,
      count,
      duration,
    });
  }

  /** A connection of a user who is in these chatrooms. */
  connect(
    userId: string,
    rooms: string[] = ["room"],
    codec?: Codec,
    at = 0,
  ): FakeConnection {
    return this.gateways[at]!.connect(userId, rooms, codec);
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

/** The content of pushes: the sequences of their messages, and `missed`. */
export function pushed(
  connection: FakeConnection,
): { items: number[]; missed: number }[] {
  return connection.take().map(({ body: { items, missed } }) => ({
    items: items.map(({ sequence }: { sequence: number }) => sequence),
    missed,
  }));
}
