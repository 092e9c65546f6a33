import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../../src/base/clock.ts";
import { chatroomConversation } from "../../../src/domain/ids.ts";
import type { LogFields } from "../../../src/observe/log.ts";
import { SERVICE } from "../../../src/storage/actor.ts";
import { DiskTending } from "../../../src/storage/disk/disk_tending.ts";
import { openToRead } from "../../../src/storage/disk/file/data_directory.ts";
import { damagePages } from "../../helpers/damaged_file.ts";
import { withDirectory } from "../../helpers/data_directory.ts";
import { type OpenDisk, openDisk } from "../../helpers/disk_storage.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";
import { send } from "../contract_steps.ts";

/** The second is damaged, and with it the ends of its neighbours. */
const ROOMS = ["first", "second", "third", "fourth", "fifth"];
/** What is far enough from the damage. */
const WHOLE = "fifth";
const WORDS = "the words to find";
const NOW = 1_700_000_000_000;
const MINUTE = 60_000;

/** Each chatroom has one member, who is muted for a minute, and messages. */
async function fill({ storage, clock }: OpenDisk): Promise<void> {
  for (const id of ROOMS) {
    await storage.join(id, memberOf(id), undefined);
    const words = id === "second" ? WORDS : "other words";
    for (let count = 0; count < 20; count++) {
      const content = words.repeat(50);
      await send(storage, memberOf(id), chatroomConversation(id), { content });
    }
    await storage.sanction(id, SERVICE, {
      kind: "mute",
      userId: memberOf(id),
      until: NOW + 5 * MINUTE,
      reason: undefined,
    });
    clock.advance(1000);
  }
}

function memberOf(chatroomId: string): string {
  return `user-of-${chatroomId}`;
}

/** What is removed of these chatrooms, and how somebody finds what is left. */
interface Case {
  readonly says: string;
  /** What the log calls it. */
  readonly what: string;
  readonly before?: (disk: OpenDisk) => Promise<void>;
  /** The chatrooms, or their members, that are left. */
  readonly left: string;
  readonly historyAge?: number;
  readonly idleExpiry?: number;
}

const leaveAll = async ({ storage }: OpenDisk) => {
  for (const id of ROOMS) await storage.leave(id, memberOf(id));
};

const CASES: readonly Case[] = [
  {
    says: "messages that are too old",
    what: "aged",
    historyAge: MINUTE,
    left: "SELECT key FROM conversations WHERE oldest_at IS NOT NULL",
  },
  {
    says: "what is left of chatrooms that have been disbanded",
    what: "dropped",
    before: async ({ storage }) => {
      for (const id of ROOMS) await storage.administration.disband(id);
    },
    left: `SELECT '1:' || CASE conversation WHEN 2 THEN 'second'
      WHEN 5 THEN 'fifth' END FROM dropped`,
  },
  {
    says: "mutes that have ended",
    what: "sanctions",
    left: `SELECT key FROM sanctions
      JOIN conversations ON number = conversation`,
  },
  {
    says: "chatrooms that nobody is in",
    what: "chatrooms",
    before: leaveAll,
    idleExpiry: MINUTE,
    left: `SELECT key FROM chatrooms
      JOIN conversations ON number = conversation`,
  },
  {
    says: "users who are idle",
    what: "users",
    idleExpiry: MINUTE,
    left: "SELECT replace(id, 'user-of-', '1:') FROM users",
  },
];

/** Tends until nothing is left to do; returns what was logged. */
async function tend(
  { writes, reads, clock }: OpenDisk,
  idleExpiry: number,
): Promise<LogFields[]> {
  const logged: LogFields[] = [];
  const tending = new DiskTending({
    writes,
    reads,
    clock: systemClock,
    steady: () => clock.now(),
    idleExpiry,
    isOnline: () => false,
    log: { error: (_, fields = {}) => logged.push(fields) },
  });
  await tending.run();
  await tending.run();
  return logged;
}

function keysOf({ directory }: OpenDisk, statement: string): unknown[] {
  const file = openToRead(directory);
  const keys = file.all(statement).map(([key]) => key);
  file.close();
  return keys;
}

for (const each of CASES) {
  const { says, what, before, left, historyAge } = each;
  const { idleExpiry = 24 * 60 * MINUTE } = each;
  Deno.test(`damage keeps only itself: ${says}`, () =>
    withDirectory(async (directory) => {
      const clock = new FakeClock(NOW);
      {
        using disk = openDisk({ directory, clock });
        await fill(disk);
        await before?.(disk);
      }
      assert(damagePages(`${directory}/gim.db`, WORDS) > 1);
      clock.advance(10 * MINUTE);
      using disk = openDisk({ directory, clock, historyAge, idleExpiry });
      const logged = await tend(disk, idleExpiry);
      const keys = keysOf(disk, left);
      assert(keys.includes("1:second"), "this is where the damage is");
      assert(!keys.includes(`1:${WHOLE}`), `it is left: ${keys}`);
      const about = logged.filter((fields) => fields.what === what);
      assertEquals(about.length, 1, "it is logged, and once");
    }));
}
