import { assertMatch } from "@std/assert";
import { GimClient } from "../../src/client/client.ts";
import { Emitter } from "../../src/client/emitter.ts";
import type { Message } from "../../src/domain/model.ts";
import { Changes } from "../../src/domain/changes.ts";
import { Timeline } from "../../src/domain/timeline.ts";
import { ChatroomPush } from "../../src/push/chatroom.ts";
import { PrivatePush } from "../../src/push/private.ts";
import { RoomWindow } from "../../src/push/room_window.ts";
import { MemoryStorage } from "../../src/storage/memory/memory_storage.ts";
import { MemoryConversation } from "../../src/storage/memory/memory_conversation.ts";
import { RequestIds } from "../../src/storage/memory/request_ids.ts";
import type { Appended, SyncPage } from "../../src/storage/storage.ts";
import { OP, PUSH } from "../helpers/contract.ts";
import {
  doubleFrames,
  dropFrames,
  every,
  replaceMethod,
  swapFrames,
} from "./broken.ts";
import { createPlan } from "./plan.ts";
import type { Tamper } from "./sim_connection.ts";
import { simulate } from "./simulate.ts";

/** Schedules within which whatever is broken has to show. */
const SCHEDULES = 12;

/** The first things that schedules find wrong. */
async function faultsOf(tamper?: () => Tamper): Promise<string> {
  for (let seed = 1; seed <= SCHEDULES; seed++) {
    const plan = createPlan({ seed, mode: "sim" });
    const { journal } = await simulate(plan, tamper);
    if (journal.faults.length > 0) return journal.faults.join("\n");
  }
  return "nothing";
}

Deno.test("simulate() reports a push that is dropped", async () => {
  const faults = await faultsOf(dropFrames(PUSH.messages));
  assertMatch(faults, /was not pushed|are missing|lost:/);
});

Deno.test("simulate() reports a push that comes twice", async () => {
  assertMatch(await faultsOf(doubleFrames(PUSH.messages)), /again or late/);
});

Deno.test("simulate() reports pushes that overtake each other", async () => {
  assertMatch(await faultsOf(swapFrames(PUSH.messages)), /again or late/);
});

for (const [name, op] of Object.entries(OP)) {
  if (!["send", "sessions", "sync", "read", "join"].includes(name)) continue;
  Deno.test(`simulate() reports a reply to ${name} that is dropped`, async () => {
    assertMatch(await faultsOf(dropFrames(op + 1)), /was due|no rest/);
  });
}

Deno.test("simulate() reports a reply to a send that comes twice", async () => {
  assertMatch(await faultsOf(doubleFrames(OP.send + 1)), /was due/);
});

Deno.test("simulate() reports an event of a recall of another message", async () => {
  const wrong: Tamper = (frame) => [
    typeof frame === "string"
      ? frame.replace(/("recalled".*"sequence":)(\d+)/, "$11$2")
      : frame,
  ];
  assertMatch(await faultsOf(() => wrong), /recalled by nobody/);
});

Deno.test("simulate() reports a storage that accepts without storing", async () => {
  const due = every(30);
  using _ = replaceMethod(
    MemoryStorage,
    "appendNow",
    (append) =>
      function (this: MemoryStorage, draft) {
        const appended: Appended = append.call(this, draft);
        if (!due() || appended.repeated) return appended;
        const message = { ...appended.message, sequence: 1e6, id: "lost" };
        return { ...appended, message };
      },
  );
  assertMatch(await faultsOf(), /lost:|nobody has ever seen|ends at/);
});

Deno.test("simulate() reports a storage that loses what it had stored", async () => {
  const due = every(40);
  using _ = replaceMethod(
    Timeline,
    "append",
    (append) =>
      function (this: Timeline<Message>, message) {
        append.call(this, message);
        if (due()) this.replace({ ...message, content: "gone" });
      },
  );
  assertMatch(await faultsOf(), /changed:|nobody sent/);
});

Deno.test("simulate() reports a service that forgets request ids", async () => {
  using _ = replaceMethod(
    RequestIds,
    "recall",
    () => () => ({ kind: "new" }),
  );
  assertMatch(await faultsOf(), /doubled:/);
});

Deno.test("simulate() reports a sync page with a hole", async () => {
  const due = every(10);
  using _ = replaceMethod(
    MemoryConversation,
    "sync",
    (sync) =>
      function (this: MemoryConversation, ...args) {
        const page: SyncPage = sync.apply(this, args);
        if (page.items.length < 3 || !due()) return page;
        return { ...page, items: page.items.toSpliced(1, 1) };
      },
  );
  assertMatch(await faultsOf(), /in the place of/);
});

Deno.test("simulate() reports a sync that hides an eviction", async () => {
  using _ = replaceMethod(
    MemoryConversation,
    "sync",
    (sync) =>
      function (this: MemoryConversation, ...args) {
        return { ...sync.apply(this, args), complete: true };
      },
  );
  assertMatch(await faultsOf(), /complete is true/);
});

Deno.test("simulate() reports recalls that nobody learns of later", async () => {
  using _ = replaceMethod(Changes, "add", () => () => 1);
  assertMatch(await faultsOf(), /recalled true/);
});

Deno.test("simulate() reports unread that does not count own messages", async () => {
  using _ = replaceMethod(
    MemoryConversation,
    "unread",
    () =>
      function (this: MemoryConversation, userId: string) {
        const { readSequence = 0, joinedSequence = 0 } =
          this.positions.get(userId) ?? {};
        const { lastSequence } = this.timeline;
        return lastSequence - Math.max(readSequence, joinedSequence);
      },
  );
  assertMatch(await faultsOf(), /unread/);
});

Deno.test("simulate() reports unread that counts what was before joining", async () => {
  using _ = replaceMethod(
    MemoryConversation,
    "unread",
    () =>
      function (this: MemoryConversation, userId: string) {
        const { readSequence = 0, ownSequence = 0 } =
          this.positions.get(userId) ?? {};
        const { lastSequence } = this.timeline;
        return lastSequence - Math.max(readSequence, ownSequence);
      },
  );
  assertMatch(await faultsOf(), /unread/);
});

Deno.test("simulate() reports read marks that are not kept", async () => {
  const due = every(5);
  using _ = replaceMethod(
    MemoryConversation,
    "markRead",
    (markRead) =>
      function (this: MemoryConversation, userId: string, sequence: number) {
        const result = markRead.call(this, userId, sequence);
        const position = this.positions.get(userId);
        if (due() && position !== undefined) position.readSequence = 0;
        return result;
      },
  );
  assertMatch(await faultsOf(), /read to/);
});

Deno.test("simulate() reports missed that does not add up", async () => {
  using _ = replaceMethod(
    RoomWindow,
    "since",
    (since) =>
      function (this: RoomWindow<Message>, point: number) {
        return { ...since.call(this, point), missed: 0 };
      },
  );
  assertMatch(await faultsOf(), /missed 0 before/);
});

Deno.test("simulate() reports a private message that is not pushed", async () => {
  const due = every(20);
  using _ = replaceMethod(
    PrivatePush,
    "deliver",
    (deliver) =>
      function (this: PrivatePush, delivery) {
        if (!due()) deliver.call(this, delivery);
      },
  );
  assertMatch(await faultsOf(), /was not pushed|lost:/);
});

Deno.test("simulate() reports a room message that is not pushed", async () => {
  const due = every(20);
  using _ = replaceMethod(
    ChatroomPush,
    "deliver",
    (deliver) =>
      function (this: ChatroomPush, ...args) {
        if (!due()) deliver.apply(this, args);
      },
  );
  assertMatch(await faultsOf(), /not gapless|are missing|lost:/);
});

/** Has every client tell its application something else now and then. */
function tellOtherwise(
  name: string,
  instead: (tell: () => void) => void,
): Disposable {
  const due = every(25);
  return replaceMethod(
    Emitter,
    "emit",
    (emit) =>
      function (this: Emitter<{ error: Error }>, told, value) {
        const tell = () => emit.call(this, told, value);
        if (told === name && due()) instead(tell);
        else tell();
      },
  );
}

Deno.test("simulate() reports a client that keeps a message to itself", async () => {
  using _ = tellOtherwise("message", () => {});
  assertMatch(await faultsOf(), /lost: .* was given/);
});

Deno.test("simulate() reports a client that gives a message twice", async () => {
  using _ = tellOtherwise("message", (tell) => {
    tell();
    tell();
  });
  assertMatch(await faultsOf(), /given .* again or late/);
});

Deno.test("simulate() reports a client that gives messages in another order", async () => {
  using _ = tellOtherwise("message", (tell) => queueMicrotask(tell));
  assertMatch(await faultsOf(), /given .* again or late|was given .* after/);
});

Deno.test("simulate() reports a client that does not say what it missed", async () => {
  using _ = tellOtherwise("missed", () => {});
  assertMatch(await faultsOf(), /lost: .* was given/);
});

Deno.test("simulate() reports a client that does not tell of changes", async () => {
  using _ = tellOtherwise("event", () => {});
  assertMatch(await faultsOf(), /recalled true|, not \[/);
});

Deno.test("simulate() reports a client that sends again under another request id", async () => {
  let sends = 0;
  using _ = replaceMethod(
    GimClient,
    "send",
    (send) =>
      function (this: GimClient, message, ...args) {
        const request_id = `${message.request_id}-${++sends}`;
        return send.call(this, { ...message, request_id }, ...args);
      },
  );
  assertMatch(await faultsOf(), /doubled:|never answered:/);
});
