import { chatroomConversation } from "../domain/ids.ts";
import { endOfMessageIds } from "../domain/message_id.ts";
import type { RedisConnection } from "../storage/redis/connection.ts";
import { keysOf } from "../storage/redis/keys.ts";
import type { RoomFeed, RoomPlace } from "./room_feed.ts";
import { CoalescedRun } from "./coalesced_run.ts";

/** What {@linkcode RoomPlaces} needs. */
export interface RoomPlacesOptions {
  readonly connection: Pick<RedisConnection, "run">;
  readonly rooms: Pick<RoomFeed, "isPlaced" | "place">;
  /** Settles when this node listens to the chatrooms opened so far. */
  readonly settled: () => Promise<void>;
  /**
   * Called with a reading that failed: those chatrooms get their place later.
   */
  readonly onFault: (fault: unknown) => void;
}

/** Chatrooms that are read at once. */
const AT_ONCE = 1000;

/**
 * Reads how far chatrooms are that were opened without saying so, as at a
 * login. From that place on, it shows when something was missed.
 */
export class RoomPlaces {
  #options: RoomPlacesOptions;
  #noted = new Set<string>();
  #run: CoalescedRun;

  constructor(options: RoomPlacesOptions) {
    this.#options = options;
    this.#run = new CoalescedRun(() => this.#round());
  }

  /** A chatroom was opened; it may get its place from elsewhere first. */
  note(chatroomId: string): void {
    this.#noted.add(chatroomId);
    void this.#run.ask();
  }

  async #round(): Promise<void> {
    await this.#options.settled();
    const noted = [...this.#noted];
    this.#noted.clear();
    for (let at = 0; at < noted.length; at += AT_ONCE) {
      await this.#read(noted.slice(at, at + AT_ONCE))
        .catch(this.#options.onFault);
    }
  }

  async #read(ids: readonly string[]): Promise<void> {
    const { connection, rooms } = this.#options;
    const open = ids.filter((id) => !rooms.isPlaced(id));
    if (open.length === 0) return;
    const heads = await connection.run((redis) =>
      Promise.all(
        open.map((id) =>
          redis.hmGet(keysOf(chatroomConversation(id)).head, [
            "s",
            "x",
            "it",
            "ic",
          ])
        ),
      )
    );
    open.forEach((id, at) => rooms.place(id, placeIn(heads[at] ?? [])));
  }
}

/** The place in the fields of a head that are read. */
function placeIn(head: readonly (string | null)[]): RoomPlace {
  const [last, change, time, counter] = head.map((each) => Number(each ?? 0));
  const place = { lastSequence: last ?? 0, lastChange: change ?? 0 };
  if (!time) return place;
  return { ...place, newest: endOfMessageIds(time, counter ?? 0) };
}
