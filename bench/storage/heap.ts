// deno-lint-ignore-file no-console -- a sheet for people

/*
 * The heap of a storage in memory, compared with the storage's own estimate.
 * One shape per process, so that none sees the garbage of another.
 *
 *     deno run --allow-all --v8-flags=--expose-gc bench/storage/heap.ts
 */
import { systemClock } from "../../src/base/clock.ts";
import {
  chatroomConversation,
  privateConversation,
} from "../../src/domain/ids.ts";
import { MEMORY_BOUNDS } from "../../src/storage/memory/memory_bounds.ts";
import { MemoryStorage } from "../../src/storage/memory/memory_storage.ts";
import type { Draft } from "../../src/storage/storage.ts";

declare const gc: () => void;

type Told = Partial<Pick<Draft, "category" | "content" | "requestId">>;

const storage = new MemoryStorage({
  bounds: {
    ...MEMORY_BOUNDS,
    historyLimit: Infinity,
    storageLimit: Infinity,
    dataLimit: Infinity,
    idleExpiry: Infinity,
    maxMembers: Infinity,
    quotas: {
      maxJoined: 0,
      maxAdded: Infinity,
      maxCreated: Infinity,
      maxUnanswered: Infinity,
      maxRequestIds: Infinity,
      maxSanctions: Infinity,
    },
  },
  clock: systemClock,
  isOnline: () => false,
});

/** Messages of one chatroom. */
async function toRoom(count: number, tell: (at: number) => Told) {
  await storage.join("room", "ann", undefined);
  for (let at = 0; at < count; at++) {
    await send("ann", chatroomConversation("room"), tell(at));
  }
  return count;
}

/** Messages of one user to many, some to each. */
async function toPeers(peers: number, each: number) {
  for (let at = 0; at < peers * each; at++) {
    const ref = privateConversation("ann", `user${at % peers}`);
    await send("ann", ref, { content: `m${at}` });
  }
  return peers * each;
}

async function send(
  senderId: string,
  conversation: Draft["conversation"],
  told: Told,
): Promise<void> {
  // As from a socket: no text is a part of another, or shared.
  const copy: Told = JSON.parse(JSON.stringify(told));
  await storage.append({
    conversation,
    senderId,
    category: copy.category ?? "text",
    content: copy.content ?? "content",
    requestId: copy.requestId,
  });
}

async function fill(count: number, add: (at: number) => Promise<unknown>) {
  for (let at = 0; at < count; at++) await add(at);
  return count;
}

const long = (at: number, filler: string, length: number) => ({
  content: `${at} `.padEnd(length, filler),
});

const SHAPES: Record<string, () => Promise<number>> = {
  "short": () => toRoom(100_000, (at) => ({ content: `m${at}` })),
  "100 characters": () => toRoom(50_000, (at) => long(at, "lorem ", 100)),
  "100 wide ones": () => toRoom(50_000, (at) => long(at, "жыл ", 100)),
  "4000 characters": () => toRoom(5000, (at) => long(at, "lorem ", 4000)),
  "category": () =>
    toRoom(50_000, (at) => ({ category: `c${at}`.padEnd(32, "x") })),
  "request id": () =>
    toRoom(50_000, (at) => ({ requestId: `${at}`.padStart(36, "0") })),
  "100 private": () => toPeers(100, 500),
  "1 to each": () => toPeers(30_000, 1),
  "users": () => fill(50_000, (at) => storage.enter(`u${at}`, `name ${at}`)),
  "chatrooms": () => fill(30_000, (at) => storage.join(`r${at}`, "a", "room")),
  "memberships": () =>
    fill(
      100_000,
      (at) => storage.join(`r${at % 100}`, `u${at / 100 | 0}`, "room"),
    ),
};

async function heapUsed(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return Deno.memoryUsage().heapUsed;
}

async function measure(name: string): Promise<void> {
  const before = await heapUsed();
  const count = await SHAPES[name]!();
  const each = (await heapUsed() - before) / count;
  const estimate = storage.counts.messageBytes / count;
  const columns = [each, estimate].map((bytes) => bytes.toFixed(0).padStart(8));
  console.log(name.padEnd(16), ...columns);
}

const [shape] = Deno.args;
if (shape !== undefined) await measure(shape);
else {
  console.log("bytes each".padEnd(16), "    heap", "estimate");
  for (const name of Object.keys(SHAPES)) {
    const args = ["run", "--allow-all", "--v8-flags=--expose-gc"];
    await new Deno.Command(Deno.execPath(), {
      args: [...args, import.meta.filename!, name],
    }).spawn().status;
  }
}
