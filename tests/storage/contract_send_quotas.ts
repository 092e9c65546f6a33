import { assertEquals } from "@std/assert";
import { PRIVATE, privateConversation } from "../../src/domain/ids.ts";
import { until } from "../helpers/promises.ts";
import { refusal } from "../helpers/refusal.ts";
import type { StorageHarness, Test } from "./contract.ts";
import { contents, listOf, send, syncOf } from "./contract_steps.ts";

const UNANSWERED = { quotas: { maxUnanswered: 3 } };
const REQUEST_IDS = { quotas: { maxRequestIds: 3 } };

type Storage = StorageHarness["storage"];

/** Ann writes to somebody. */
function tell(storage: Storage, peer: string, content = "hello") {
  return send(storage, "ann", privateConversation("ann", peer), { content });
}

function answer(storage: Storage, peer: string) {
  return send(storage, peer, privateConversation(peer, "ann"));
}

/** What both find of their conversation: messages, and whether it is listed. */
async function keptWith(storage: Storage, peer: string): Promise<number> {
  const ref = privateConversation("ann", peer);
  const { items } = await syncOf(storage, "ann", ref);
  const listed = await listOf(storage, "ann", { type: PRIVATE });
  const theirs = await listOf(storage, peer, { type: PRIVATE });
  const isListed = items.length > 0;
  assertEquals(listed.some(({ target }) => target === peer), isListed, peer);
  assertEquals(theirs.some(({ target }) => target === "ann"), isListed, peer);
  return items.length;
}

/** Nobody waits for what is removed, so that it may take a moment. */
async function assertKept(
  storage: Storage,
  peers: readonly string[],
  expected: readonly number[],
): Promise<void> {
  await until(async () => {
    const kept = await keptWithAll(storage, peers).catch(() => []);
    return kept.join() === expected.join();
  });
}

async function keptWithAll(storage: Storage, peers: readonly string[]) {
  const kept = peers.map((peer) => keptWith(storage, peer));
  return await Promise.all(kept);
}

/** Of all storages. */
export function unansweredContract(test: Test): void {
  test(
    "of conversations that nobody answers the sender's coldest goes, for both",
    async ({ storage, advance }) => {
      const peers = ["p1", "p2", "p3", "p4", "p5"];
      for (const peer of peers) {
        await tell(storage, peer);
        await advance(2000);
      }
      await assertKept(storage, peers, [0, 0, 1, 1, 1]);
      await tell(storage, "p1", "again");
      const ref = privateConversation("ann", "p1");
      const { items } = await syncOf(storage, "ann", ref);
      assertEquals(contents(items), ["again"]);
    },
    UNANSWERED,
  );

  test(
    "what was written in last is not the coldest",
    async ({ storage, advance }) => {
      const peers = ["p1", "p2", "p3"];
      for (const peer of [...peers, "p1"]) {
        await tell(storage, peer);
        await advance(120_000);
      }
      await tell(storage, "p4");
      await assertKept(storage, peers, [2, 0, 1]);
    },
    UNANSWERED,
  );

  test(
    "a conversation that was answered counts for nobody",
    async ({ storage, advance }) => {
      const peers = ["p1", "p2", "p3", "p4", "p5", "p6"];
      for (const peer of peers.slice(0, 3)) {
        await tell(storage, peer);
        await answer(storage, peer);
        await advance(2000);
      }
      for (const peer of peers.slice(3)) await tell(storage, peer);
      await assertKept(storage, peers, [2, 2, 2, 1, 1, 1]);
      await tell(storage, "p7");
      await assertKept(storage, peers, [2, 2, 2, 0, 1, 1]);
    },
    UNANSWERED,
  );

  test(
    "what others write to somebody counts for them, not for who gets it",
    async ({ storage }) => {
      const others = ["p1", "p2", "p3", "p4", "p5"];
      for (const other of others) await answer(storage, other);
      await assertKept(storage, others, [1, 1, 1, 1, 1]);
      for (const peer of ["q1", "q2", "q3"]) await tell(storage, peer);
      await assertKept(storage, others, [1, 1, 1, 1, 1]);
    },
    UNANSWERED,
  );

  test(
    "one more conversation costs nobody else theirs",
    async ({ storage }) => {
      const ben = privateConversation("ben", "cat");
      await send(storage, "ben", ben);
      for (let at = 0; at < 20; at++) await tell(storage, `p${at}`);
      assertEquals((await syncOf(storage, "ben", ben)).items.length, 1);
    },
    UNANSWERED,
  );
}

/** Of all storages. */
export function requestIdQuotaContract(test: Test): void {
  test(
    "of a user's request ids the oldest are forgotten, of nobody else's",
    async ({ storage }) => {
      const ref = privateConversation("ann", "bob");
      const bobs = await send(
        storage,
        "bob",
        privateConversation("bob", "ann"),
        {
          requestId: "bob's",
        },
      );
      for (const requestId of ["r1", "r2", "r3", "r4"]) {
        await send(storage, "ann", ref, { requestId });
      }
      const again = await send(
        storage,
        "bob",
        privateConversation("bob", "ann"),
        {
          requestId: "bob's",
        },
      );
      assertEquals([again.repeated, again.message.id], [true, bobs.message.id]);
      for (const requestId of ["r4", "r3", "r2"]) {
        const { repeated } = await send(storage, "ann", ref, { requestId });
        assertEquals(repeated, true, requestId);
      }
      const { code } = await refusal(() =>
        send(storage, "ann", ref, { requestId: "r4", content: "other" })
      );
      assertEquals(code, 409);
      // Nobody waits for what is removed, so that it may take a moment.
      let isForgotten = false;
      await until(async () => {
        const first = await send(storage, "ann", ref, { requestId: "r1" });
        isForgotten ||= !first.repeated;
        return isForgotten;
      });
    },
    REQUEST_IDS,
  );
}
