import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Message } from "../../../src/client/mod.ts";
import {
  type Conversation,
  emptyConversation,
  mayCountTooMany,
  withListed,
  withMessage,
  withRead,
} from "../../../src/client/store/conversation.ts";

/** What the service counts, as its protocol says. */
class Service {
  last = 0;
  #read = 0;
  #own = 0;

  get unread(): number {
    return this.last - Math.max(this.#read, this.#own);
  }

  send(isOwn: boolean): Message {
    this.last++;
    if (isOwn) this.#own = this.last;
    const id = isOwn ? "ann" : "ben";
    return {
      id: String(this.last).padStart(9, "0"),
      session_id: "2:ben",
      sender: { id, name: id },
      category: "text",
      content: `${this.last}`,
      sequence: this.last,
      status: 1,
      created_at: this.last,
    };
  }

  read(sequence: number): void {
    this.#read = Math.max(this.#read, sequence);
  }

  list(last: Message | null): Conversation {
    const own = { last_sequence: this.last, read_sequence: this.#read };
    return {
      ...emptyConversation("2:ben", "Ben"),
      ...own,
      last,
      unread: this.unread,
    };
  }
}

const action = fc.oneof(
  fc.record({ send: fc.boolean(), isPushed: fc.boolean() }),
  fc.record({ read: fc.integer({ min: 0, max: 30 }) }),
  fc.record({ list: fc.constant(true) }),
);

Deno.test("what is unread is what the service says, however it is learnt", () => {
  fc.assert(fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
    const service = new Service();
    let known = emptyConversation("2:ben", "ben");
    let newest: Message | null = null;
    /** Pushes that have not come yet: one connection brings them in their order. */
    let late: Message[] = [];
    for (const each of actions) {
      if ("send" in each) {
        newest = service.send(each.send);
        late.push(newest);
        if (!each.isPushed) continue;
        for (const message of late) {
          known = withMessage(known, message, message.sender.id === "ann");
        }
        late = [];
      } else if ("read" in each) {
        const sequence = Math.min(each.read, known.last_sequence);
        service.read(sequence);
        known = withRead(known, sequence);
      } else known = withListed(known, service.list(newest));
    }
    for (const message of late) {
      known = withMessage(known, message, message.sender.id === "ann");
    }
    assertEquals(known.unread, service.unread);
    assertEquals(known.last?.content ?? "0", `${service.last}`);
  }));
});

Deno.test("with sequence off messages are counted as they come, each once", () => {
  const service = new Service();
  const [one, two] = [service.send(false), service.send(false)]
    .map((message) => ({ ...message, sequence: 0 }));
  let known = emptyConversation("2:ben", "ben");
  for (const each of [one, two, two]) {
    if (each !== undefined) known = withMessage(known, each, false);
  }
  assertEquals([known.unread, known.title], [2, "ben"]);
  known = withMessage(known, {
    ...service.send(true),
    sequence: 0,
    title: "Ben",
  }, true);
  assertEquals([known.unread, known.title, known.last?.content], [
    0,
    "Ben",
    "3",
  ]);
});

Deno.test("what mentions the user is counted anew only where it may be less", () => {
  const service = new Service();
  let known = emptyConversation("2:ben", "ben");
  for (const isMention of [true, false, false]) {
    known = withMessage(known, service.send(false), false, isMention);
  }
  const someRead = withRead(known, 2);
  assertEquals(mayCountTooMany(known, someRead), true);
  assertEquals(mayCountTooMany(known, withRead(known, 3)), false);
  assertEquals(mayCountTooMany(someRead, someRead), false);
  const recalls = [1, 2, 3].map((recalled) =>
    mayCountTooMany(someRead, someRead, recalled)
  );
  assertEquals(recalls, [false, false, true]);
  const unmentioned = { ...known, mentioned: 0 };
  assertEquals(mayCountTooMany(unmentioned, unmentioned, 3), false);
});

Deno.test("mentions count as long as they are unread", () => {
  const service = new Service();
  const early = service.list(null);
  let known = emptyConversation("2:ben", "ben");
  for (const isMention of [true, false, true]) {
    const message = service.send(false);
    known = withMessage(known, message, false, isMention);
    known = withMessage(known, message, false, isMention);
  }
  assertEquals([known.unread, known.mentioned], [3, 2]);
  known = withListed(known, early);
  assertEquals([known.unread, known.mentioned], [3, 2]);
  const { last } = known;
  assertEquals(withListed(known, service.list(last)).mentioned, 0);
  known = withRead(known, 2);
  assertEquals([known.unread, known.mentioned], [1, 1]);
  known = withMessage(known, service.send(true), true, true);
  assertEquals([known.unread, known.mentioned], [0, 0]);
});
