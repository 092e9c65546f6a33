import { assertEquals } from "@std/assert";
import { FileFault } from "../../../src/storage/disk/file_fault.ts";
import { OutOfReach } from "../../../src/storage/shared/out_of_reach.ts";
import type { Storage } from "../../../src/storage/storage.ts";
import { type OpenDisk, openDisk } from "../../helpers/disk_storage.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";
import { createMemory } from "../../helpers/memory_storage.ts";
import { Random } from "../../helpers/random.ts";
import { FaultyFile } from "./faulty_file.ts";
import { assertTwins, outcomeOf, type Step, Steps } from "./twin_storages.ts";

const HISTORY = { historyLimit: 6, requestIdAge: 500 };
const ROUNDS = 60;
/** Bytes held in memory: all that there is, or next to nothing. */
const LIMITS = [1024 ** 3, 4000];
const SEEDS = [1, 2, Math.floor(Math.random() * 2 ** 31), 4];

type Settled = PromiseSettledResult<unknown>;

/** Has a call failed by the file's fault, and so done nothing? */
function hasFailed(result: Settled): boolean {
  return result.status === "rejected" &&
    (result.reason instanceof OutOfReach || result.reason instanceof FileFault);
}

/** A storage that forgives nothing, where the service lets somebody in. */
function strict({ storage, writes }: OpenDisk): Storage {
  const calls: Partial<Storage> = {
    enter: (id, name) => writes.call("enter", id, name ?? null),
    touch: async (id) => void await writes.call("touch", id),
  };
  return new Proxy<Storage>(storage, {
    get(_, key: keyof Storage) {
      const method = calls[key] ?? storage[key as "user"].bind(storage);
      return method;
    },
  });
}

/** Calls of one moment. */
interface Round {
  readonly steps: readonly Step[];
  /** Pages: read while the steps are made, and again after them. */
  readonly looks: readonly ((storage: Storage) => Promise<unknown>)[];
  readonly seed: number;
}

/** Makes calls at the same time, and then those that took effect of the twin. */
async function round(
  disk: Storage,
  twin: Storage,
  { steps, looks, seed }: Round,
): Promise<void> {
  const calls = await Promise.all(steps.map((step) => looked(step, disk)));
  const twins = await Promise.all(steps.map((step) => looked(step, twin)));
  const reading = looks.map((look) => outcomeOf(look(disk)));
  const results = await Promise.allSettled(calls.map((call) => call()));
  await Promise.all(reading);
  for (const [at, result] of results.entries()) {
    if (hasFailed(result)) continue;
    const mine = await outcomeOf(settled(result));
    const theirs = await outcomeOf(twins[at]!());
    const why = `seed ${seed}: ${steps[at]!.make}`;
    assertEquals(mine, theirs, why);
  }
  for (const look of looks) {
    const mine = await outcomeOf(look(disk));
    assertEquals(mine, await outcomeOf(look(twin)), `seed ${seed}: ${look}`);
  }
}

/** A step after its look, to be made of the same storage. */
async function looked(step: Step, storage: Storage) {
  const messageId = await step.look?.(storage) ?? "";
  return () => step.make(storage, messageId);
}

function settled(result: Settled): Promise<unknown> {
  return result.status === "fulfilled"
    ? Promise.resolve(result.value)
    : Promise.reject(result.reason);
}

for (const [at, seed] of SEEDS.entries()) {
  const storageLimit = LIMITS[at % LIMITS.length]!;
  Deno.test(`what a failing disk has not refused is what memory would have (seed ${seed}, ${storageLimit} bytes held)`, async () => {
    const random = new Random(seed);
    const lateness = new Random(seed + 1);
    const clock = new FakeClock();
    const twin = createMemory({ clock, ...HISTORY });
    const directory = await Deno.makeTempDir({ prefix: "gim-" });
    let rate = 0;
    const open = () =>
      openDisk({
        ...HISTORY,
        clock,
        directory,
        storageLimit,
        late: () => lateness.below(8),
        through(file) {
          const faulty = new FaultyFile(file);
          const chance = (fault: "full" | "sync" | "damaged") =>
            random.chance(rate) ? fault : undefined;
          faulty.schedule = {
            beforeRun: () => chance(random.pick(["full", "damaged"])),
            beforeCommit: () => chance("sync"),
          };
          return faulty;
        },
      });
    const steps = new Steps(random);
    for (let life = 0; life < 3; life++) {
      rate = 0;
      using disk = open();
      for (let count = 0; count < ROUNDS; count++) {
        rate = random.pick([0, 0.01, 0.05]);
        const some = Array.from(
          { length: 1 + random.below(6) },
          () => steps.next(),
        );
        const looks = Array.from(
          { length: random.below(6) },
          () => steps.look(),
        );
        await round(strict(disk), twin, { steps: some, looks, seed });
        await clock.advance(random.below(60));
      }
      rate = 0;
      await assertTwins(disk.storage, twin, `seed ${seed}, life ${life}`);
    }
    await Deno.remove(directory, { recursive: true });
  });
}
