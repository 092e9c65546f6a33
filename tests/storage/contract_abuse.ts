import { assertEquals } from "@std/assert";
import {
  chatroomConversation,
  type ConversationRef,
  privateConversation,
} from "../../src/domain/ids.ts";
import { MAX_SANCTIONS } from "../../src/domain/sanction.ts";
import { SERVICE } from "../../src/storage/actor.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { Random } from "../helpers/random.ts";
import { joinAll, send } from "./contract_steps.ts";

const LONG = "x".repeat(1000);
const PAGE = { before: undefined, count: 100 };

/** A storage that somebody is about to abuse. */
export interface AbuseHarness {
  readonly storage: Storage;
  advance(ms: number): Promise<void> | void;
  /** Is as much stored as may be, at most? */
  assertBounded?(): void;
  close(): Promise<void> | void;
}

/** How an engine is abused. */
export interface AbuseOptions {
  readonly create: () => AbuseHarness;
  /** How often the flooder does each thing. */
  readonly times: number;
}

/** A conversation that the flooder has no part in. */
interface Quiet {
  readonly ref: ConversationRef;
  readonly userId: string;
}

/** Others who talk, and somebody who does what they may. */
class Abuse {
  readonly harness: AbuseHarness;
  readonly storage: Storage;
  readonly quiet: Quiet[] = [];

  constructor(harness: AbuseHarness) {
    this.harness = harness;
    this.storage = harness.storage;
  }

  /** Three pairs and two chatrooms, with 120 messages each. */
  async begin(): Promise<void> {
    for (const at of [1, 2, 3]) {
      await this.#talk(
        privateConversation(`ann${at}`, `ben${at}`),
        `ann${at}`,
      );
    }
    for (const id of ["lobby", "market"]) {
      await joinAll(this.storage, id, "cat", "dan");
      await this.#talk(chatroomConversation(id), "cat");
    }
  }

  async #talk(ref: ConversationRef, userId: string): Promise<void> {
    for (let at = 1; at <= 120; at++) {
      await send(this.storage, userId, ref, { content: `${at}` });
      await this.harness.advance(10);
    }
    this.quiet.push({ ref, userId });
  }

  /** Has everybody else what they had, and may they do what they could? */
  async assertUnharmed(): Promise<void> {
    const { storage, harness } = this;
    for (const { ref, userId } of this.quiet) {
      const { items } = await storage.history(ref, userId, PAGE);
      assertEquals(items.length, 100, ref.key);
      assertEquals(items.at(-1)?.content, "120");
    }
    harness.assertBounded?.();
    await storage.enter("newcomer", "New");
    await storage.join("new room", "newcomer", undefined);
    await storage.join("lobby", "newcomer", undefined);
    await send(storage, "newcomer", chatroomConversation("new room"));
    const ref = privateConversation("ann1", "newcomer");
    const once = { requestId: "once" };
    assertEquals((await send(storage, "ann1", ref, once)).repeated, false);
    assertEquals((await send(storage, "ann1", ref, once)).repeated, true);
    await this.#govern();
  }

  /** May others still decide about their chatrooms? */
  async #govern(): Promise<void> {
    const { storage } = this;
    await storage.join("new room", "ann1", undefined);
    await storage.configure("new room", "newcomer", { slowMode: 1000 });
    const about = { until: undefined, reason: undefined };
    const mute = { kind: "mute", userId: "ann1", ...about } as const;
    await storage.sanction("new room", "newcomer", mute);
    await storage.block("newcomer", "ann1", true);
  }
}

type Flood = (abuse: Abuse, times: number) => Promise<void>;

/** Does something many times, some of it at once; what is refused is fine. */
async function often(
  times: number,
  act: (at: number) => Promise<unknown>,
): Promise<void> {
  for (let from = 0; from < times; from += 100) {
    const count = Math.min(100, times - from);
    const acts = Array.from({ length: count }, (_, at) => act(from + at));
    await Promise.allSettled(acts);
  }
}

const FLOODS: Readonly<Record<string, Flood>> = {
  "many messages into one conversation": ({ storage }, times) => {
    const ref = privateConversation("flooder", "victim");
    return often(
      times,
      () => send(storage, "flooder", ref, { content: LONG }),
    );
  },

  "few messages into many conversations": ({ storage }, times) =>
    often(times, (at) => {
      const ref = privateConversation("flooder", `victim${at}`);
      return send(storage, "flooder", ref, { content: "x" });
    }),

  "long messages into many conversations": ({ storage }, times) =>
    often(times, (at) => {
      const ref = privateConversation("flooder", `victim${at % 500}`);
      return send(storage, "flooder", ref, { content: LONG });
    }),

  "joins of chatrooms that do not exist": ({ storage }, times) =>
    often(times, (at) => storage.join(`made ${at}`, "flooder", undefined)),

  "chatrooms that are filled and left": async (
    { storage, harness },
    times,
  ) => {
    for (let at = 0; at < times; at++) {
      const id = `made ${Math.floor(at / 100) % 100}`;
      await storage.join(id, "flooder", undefined).catch(() => {});
      const ref = chatroomConversation(id);
      await send(storage, "flooder", ref, { content: LONG }).catch(() => {});
      if (at % 100 === 99) {
        await storage.leave(id, "flooder").catch(() => {});
      }
      await harness.advance(1);
    }
  },

  "request ids": async ({ storage }, times) => {
    const quiet = privateConversation("ann1", "ben1");
    const own = { content: "120", requestId: "ann's" };
    await send(storage, "ann1", quiet, own);
    const ref = privateConversation("flooder", "victim");
    await often(times, (at) => {
      const requestId = `${at}`.padStart(64, "0");
      return send(storage, "flooder", ref, { content: "x", requestId });
    });
    assertEquals((await send(storage, "ann1", quiet, own)).repeated, true);
  },

  "names and recalls": async ({ storage }, times) => {
    const ref = privateConversation("flooder", "victim");
    const policy = { fromRank: 3, window: 120_000 } as const;
    await often(times, async (at) => {
      await storage.enter("flooder", `${at}`.padStart(64, "n"));
      const sent = await send(storage, "flooder", ref, { content: LONG });
      const messageId = sent.message.id;
      const about = { conversation: ref, userId: "flooder", messageId };
      await storage.change({ kind: "recalled", ...about, policy });
    });
  },

  "additions to chatrooms": async ({ storage }, times) => {
    const crowd = Array.from({ length: 100 }, (_, at) => `crowd${at}`);
    for (const id of crowd) await storage.enter(id, undefined);
    await storage.enter("newcomer", undefined);
    const rooms = Array.from({ length: 100 }, (_, at) => `made ${at}`);
    await often(100, async (at) => {
      await storage.join(rooms[at]!, "flooder", undefined);
      await storage.add(rooms[at]!, "flooder", [...crowd, "ann1", "newcomer"]);
    });
    await often(times / 10, async (at) => {
      const id = rooms[at % 100]!;
      await storage.remove(id, "flooder", crowd);
      await storage.add(id, "flooder", crowd);
    });
  },

  "sanctions": async ({ storage }, times) => {
    await storage.join("made", "flooder", undefined);
    await often(times, (at) => {
      const kind = at % 2 === 0 ? "ban" : "mute";
      const about = { until: undefined, reason: "x".repeat(256) };
      const change = { kind, userId: `user${at}`, ...about } as const;
      return storage.sanction("made", "flooder", change);
    });
    const page = { after: undefined, count: 100 };
    const { items } = await storage.sanctions("made", SERVICE, page);
    assertEquals(items.length, Math.min(100, MAX_SANCTIONS));
  },

  "settings and blocks": async ({ storage }, times) => {
    await storage.enter("flooder", undefined);
    await often(100, async (at) => {
      await storage.join(`made ${at}`, "flooder", undefined);
      const keys = Array.from({ length: 32 }, (_, key) => [`k${key}`, LONG]);
      const data = Object.fromEntries(keys);
      await storage.configure(`made ${at}`, "flooder", { data });
    });
    await often(times, async (at) => {
      await storage.enter(`other${at % 1500}`, undefined);
      await storage.block("flooder", `other${at % 1500}`, true);
    });
  },
};

/** All of it in some order. */
const ANYTHING: Flood = async ({ storage, harness }, times) => {
  const random = new Random(7);
  const rooms = Array.from({ length: 20 }, (_, at) => `made ${at}`);
  const acts = [
    () => storage.join(random.pick(rooms), "flooder", undefined),
    () => storage.leave(random.pick(rooms), "flooder"),
    () =>
      send(storage, "flooder", chatroomConversation(random.pick(rooms)), {
        content: LONG,
      }),
    () => {
      const peer = `victim${random.below(3000)}`;
      const content = random.chance(0.5) ? LONG : "x";
      const requestId = random.chance(0.5) ? `${random.below(1e9)}` : undefined;
      const ref = privateConversation("flooder", peer);
      return send(storage, "flooder", ref, { content, requestId });
    },
    () => storage.add(random.pick(rooms), "flooder", ["cat", "ann1", "ben1"]),
    () => storage.remove(random.pick(rooms), "flooder", ["cat", "ann1"]),
    async () => await harness.advance(random.below(500)),
  ];
  for (let at = 0; at < times; at++) {
    await random.pick<() => Promise<unknown>>(acts)().catch(() => {});
  }
};

/**
 * Whatever one user does, everybody else keeps their newest 100 messages and
 * can go on, as tests that every engine with bounds of its own runs.
 */
export function abuseContract(
  name: string,
  { create, times }: AbuseOptions,
): void {
  const floods = { ...FLOODS, "anything, in whatever order": ANYTHING };
  for (const [what, flood] of Object.entries(floods)) {
    Deno.test(`${name}: nobody else is harmed by ${what}`, async () => {
      const harness = create();
      try {
        const abuse = new Abuse(harness);
        await abuse.begin();
        await flood(abuse, times);
        await abuse.assertUnharmed();
      } finally {
        await harness.close();
      }
    });
  }
}
