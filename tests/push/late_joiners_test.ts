import { assertEquals } from "@std/assert";
import { MessageIds } from "../../src/domain/message_id.ts";
import { LateJoiners, MAX_LATE_JOINERS } from "../../src/push/late_joiners.ts";
import { messageOf } from "../helpers/messages.ts";
import { PushBench, type PushChanges, pushed } from "../helpers/push.ts";

/** A chatroom of which newcomers see nothing from before. */
class LateBench extends PushBench {
  #ids = new MessageIds();
  #last = 0;

  constructor(changes: PushChanges = {}) {
    super({ count: 5, ...changes });
  }

  /** Sends the next messages, which go out when it is time. */
  tell(count = 1): void {
    for (let done = 0; done < count; done++) {
      const sequence = ++this.#last;
      const id = this.#ids.next(this.clock.now(), sequence);
      this.push.deliver("room", messageOf(sequence, { id }), "Room");
    }
    this.clock.settle();
  }

  /** A user joins now, at one of the gateways. */
  join(userId: string, at = 0) {
    const connection = this.connect(userId, [], undefined, at);
    this.presence.enter("room", userId, this.#last);
    return connection;
  }
}

Deno.test("who joins during an interval is pushed only what comes after", () => {
  const bench = new LateBench();
  const ann = bench.connect("ann");
  bench.tell(3);
  const bob = bench.join("bob");
  bench.tell(2);
  bench.clock.advance(1000);
  assertEquals(pushed(ann), [
    { items: [1], missed: 0 },
    { items: [2, 3, 4, 5], missed: 0 },
  ]);
  assertEquals(pushed(bob), [{ items: [4, 5], missed: 0 }]);
  bench.tell();
  bench.clock.advance(1000);
  assertEquals(pushed(bob), [{ items: [6], missed: 0 }]);
  assertEquals(bench.presence.late.size, 0);
});

Deno.test("who joins when nothing follows is pushed nothing", () => {
  const bench = new LateBench();
  const ann = bench.connect("ann");
  bench.tell(3);
  const bob = bench.join("bob");
  bench.clock.advance(5000);
  assertEquals(pushed(ann).length, 2);
  assertEquals(pushed(bob), []);
  assertEquals([bench.push.busyRooms, bench.presence.late.size], [0, 0]);
});

Deno.test("what a newcomer missed counts from their joining on", () => {
  const bench = new LateBench({ count: 2 });
  const ann = bench.connect("ann");
  bench.tell(4);
  const bob = bench.join("bob");
  bench.tell(3);
  const cat = bench.join("cat");
  bench.tell(1);
  bench.clock.advance(1000);
  assertEquals(pushed(ann).at(-1), { items: [7, 8], missed: 5 });
  assertEquals(pushed(bob), [{ items: [7, 8], missed: 2 }]);
  assertEquals(pushed(cat), [{ items: [8], missed: 0 }]);
});

Deno.test("who joins between a push's beginning and its delivery is not pushed it", () => {
  const bench = new LateBench();
  const ann = bench.connect("ann");
  bench.tell();
  bench.deliver(0);
  bench.clock.advance(999);
  bench.tell();
  const bob = bench.join("bob");
  bench.clock.advance(1);
  assertEquals([pushed(ann).length, pushed(bob)], [2, []]);
});

Deno.test("a newcomer who logs in at a second gateway is pushed no more there", () => {
  const bench = new LateBench({ gateways: 2 });
  bench.connect("ann");
  bench.tell(3);
  const here = bench.join("bob");
  bench.tell();
  const there = bench.connect("bob", [], undefined, 1);
  bench.clock.advance(1000);
  for (const each of [here, there]) {
    assertEquals(pushed(each), [{ items: [4], missed: 0 }]);
  }
});

Deno.test("who joined without a connection and logs in then is pushed no more", () => {
  const bench = new LateBench();
  bench.connect("ann");
  bench.tell(2);
  bench.presence.enter("room", "bob", 2);
  const bob = bench.connect("bob", ["room"]);
  bench.tell();
  bench.clock.advance(1000);
  assertEquals(pushed(bob), [{ items: [3], missed: 0 }]);
});

Deno.test("a newcomer who is backed up catches up with what is theirs", () => {
  const bench = new LateBench();
  bench.connect("ann");
  bench.tell(3);
  const bob = bench.join("bob");
  bob.bufferedBytes = 10_000;
  bench.tell();
  bench.clock.advance(1000);
  bob.bufferedBytes = 0;
  bench.tell();
  bench.clock.advance(2000);
  assertEquals(pushed(bob), [{ items: [4, 5], missed: 0 }]);
  assertEquals(bench.presence.late.size, 0);
});

Deno.test("who leaves is late for nothing any more", () => {
  const bench = new LateBench();
  bench.connect("ann");
  bench.tell(2);
  bench.join("bob");
  bench.presence.exit("room", "bob");
  assertEquals(bench.presence.late.size, 0);
});

Deno.test("of too many newcomers the first are forgotten", () => {
  const late = new LateJoiners();
  for (let at = 0; at <= MAX_LATE_JOINERS; at++) {
    late.add(`room${at % 1000}`, `user${at}`, 1);
  }
  assertEquals(late.size, MAX_LATE_JOINERS);
  assertEquals(late.of("room0", "user0"), undefined);
  assertEquals(late.of("room1", "user1"), 1);
});
