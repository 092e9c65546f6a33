import { assert, assertEquals } from "@std/assert";
import { SERVICE } from "../../../src/storage/actor.ts";
import type { Storage } from "../../../src/storage/storage.ts";
import { withDirectory } from "../../helpers/data_directory.ts";
import { openDisk } from "../../helpers/disk_storage.ts";
import { Random } from "../../helpers/random.ts";
import { ANN_TO_BOB, joinAll, ROOM, send } from "../contract_steps.ts";

const TEARS = 40;
const ALL = { after: 0, count: 500, changedAfter: undefined };

/** How many messages there are, which have to be dense, each as it was sent. */
async function countOf(storage: Storage, of: typeof ROOM): Promise<number> {
  const { items, lastSequence } = await storage.sync(of, SERVICE, ALL);
  const expected = items.map((_, at) => [at + 1, `${at + 1}`]);
  const found = items.map(({ sequence, content }) => [sequence, content]);
  assertEquals(found, expected);
  assertEquals(lastSequence, items.length);
  return items.length;
}

/** Copies what is on the disk, as a power cut leaves it: the log torn anywhere. */
async function tearOff(from: string, to: string, random: Random) {
  const file = await Deno.readFile(`${from}/gim.db`);
  const log = await Deno.readFile(`${from}/gim.db-wal`);
  await Deno.writeFile(`${to}/gim.db`, file);
  const left = log.subarray(0, random.below(log.length));
  await Deno.writeFile(`${to}/gim.db-wal`, left);
}

Deno.test("a log that is torn anywhere opens as it was after one of its transactions", async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const random = new Random(seed);
  await withDirectory(async (whole) => {
    using disk = openDisk({ directory: whole });
    await joinAll(disk.storage, "room", "ann");
    for (let content = 1; content <= 60; content++) {
      // Both in one transaction: there are as many of one as of the other.
      await Promise.all(
        [ROOM, ANN_TO_BOB].map((each) =>
          send(disk.storage, "ann", each, { content: String(content) })
        ),
      );
    }
    const found = new Set<number>();
    for (let tear = 0; tear < TEARS; tear++) {
      await withDirectory(async (torn) => {
        await tearOff(whole, torn, random);
        using again = openDisk({ directory: torn });
        const count = await countOf(again.storage, ANN_TO_BOB);
        if (count === 0) return;
        const inRoom = await countOf(again.storage, ROOM);
        assertEquals(inRoom, count, `seed ${seed}`);
        found.add(count);
        const { message } = await send(again.storage, "ann", ROOM);
        assertEquals(message.sequence, count + 1, `seed ${seed}`);
      });
    }
    assert(found.size > TEARS / 4, `only ${found.size} states, seed ${seed}`);
  });
});
