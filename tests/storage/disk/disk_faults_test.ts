import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { ReplyError } from "../../../src/base/errors.ts";
import { FileFault } from "../../../src/storage/disk/file_fault.ts";
import { OutOfReach } from "../../../src/storage/shared/out_of_reach.ts";
import { type DiskChanges, openDisk } from "../../helpers/disk_storage.ts";
import { refusal } from "../../helpers/refusal.ts";
import {
  ANN_TO_BOB,
  contents,
  joinAll,
  ROOM,
  send,
  sendMany,
  syncOf,
} from "../contract_steps.ts";
import { FaultyFile, type InjectedFault } from "./faulty_file.ts";

/** A storage whose file can be made to fail. */
function openFaulty(changes: DiskChanges = {}) {
  let faulty: FaultyFile | undefined;
  const disk = openDisk({
    ...changes,
    through: (file) => faulty = new FaultyFile(file),
  });
  return { disk, storage: disk.storage, faulty: faulty! };
}

async function kept(storage: ReturnType<typeof openFaulty>["storage"]) {
  return contents((await syncOf(storage, "bob", ANN_TO_BOB)).items);
}

for (const fault of ["full", "sync", "short"] as const) {
  Deno.test(`while the disk fails (${fault}) nothing is stored, and reading goes on`, async () => {
    const { disk, storage, faulty } = openFaulty();
    using _ = disk;
    await storage.enter("ann", "Ann");
    await sendMany(storage, "ann", ANN_TO_BOB, 3);
    faulty.schedule = { beforeCommit: () => fault };
    const refused = [
      () => send(storage, "ann", ANN_TO_BOB),
      () => storage.join("room", "ann", undefined),
      () => storage.read(ANN_TO_BOB, "ann", 1),
      () => storage.enter("new", undefined),
    ];
    await Promise.all(refused.map((call) => assertRejects(call, OutOfReach)));
    assertEquals(await kept(storage), ["1", "2", "3"]);
    assertEquals([...await storage.chatroomsOf("ann")], []);
    const known = await storage.enter("ann", "Another");
    assertEquals(known.name, "Ann", "who is known gets in, as they were");
    await storage.touch("ann");
    faulty.schedule = {};
    const { message } = await send(storage, "ann", ANN_TO_BOB);
    assertEquals(message.sequence, 4, "no number was taken");
    assertEquals((await storage.user("ann")).name, "Ann");
  });
}

Deno.test("a full file refuses, and takes messages when there is room", async () => {
  let pages: (count: number) => void = () => {};
  using disk = openDisk({
    through(file) {
      pages = (count) => file.all(`PRAGMA max_page_count = ${count}`);
      return file;
    },
  });
  const { storage } = disk;
  pages(1);
  const content = "x".repeat(4000);
  let stored = 0;
  const fill = async () => {
    for (; stored < 1000; stored++) {
      await send(storage, "ann", ANN_TO_BOB, { content });
    }
  };
  await assertRejects(fill, OutOfReach);
  const page = await syncOf(storage, "bob", ANN_TO_BOB);
  assertEquals(page.lastSequence, stored);
  pages(1_000_000);
  const { message } = await send(storage, "ann", ANN_TO_BOB, { content });
  assertEquals(message.sequence, stored + 1);
});

/** Fails with this once, before the statement that this finds. */
function once(faulty: FaultyFile, words: RegExp, fault: InjectedFault | Error) {
  faulty.schedule = {
    beforeRun(statement) {
      if (!words.test(statement)) return undefined;
      faulty.schedule = {};
      return fault;
    },
  };
}

Deno.test("a call that meets damage fails alone, and the others of its batch do not", async () => {
  const { disk, storage, faulty } = openFaulty();
  using _ = disk;
  await joinAll(storage, "room", "ann", "bob");
  const isDamaged = (statement: string) => /read_sequence = /.test(statement);
  faulty.schedule = {
    beforeRun: (statement) => isDamaged(statement) ? "damaged" : undefined,
  };
  const first = send(storage, "ann", ROOM, { content: "1" });
  const second = send(storage, "ann", ROOM, { content: "2" });
  const read = storage.read(ROOM, "bob", 2);
  const third = send(storage, "bob", ROOM, { content: "3" });
  await assertRejects(() => read, FileFault);
  const sent = await Promise.all([first, second, third]);
  assertEquals(sent.map(({ message }) => message.sequence), [1, 2, 3]);
  const page = await syncOf(storage, "ann", ROOM);
  assertEquals(contents(page.items), ["1", "2", "3"]);
});

Deno.test("a mistake of ours in one call fails that call alone", async () => {
  const { disk, storage, faulty } = openFaulty();
  using _ = disk;
  once(faulty, /INTO messages/, new TypeError("a mistake"));
  const first = assertRejects(
    () => send(storage, "ann", ANN_TO_BOB),
    FileFault,
    "a mistake",
  );
  const { message } = await send(storage, "cat", ANN_TO_BOB);
  await first;
  assertEquals(message.sequence, 1, "what it had written is taken back");
  assertEquals((await refusal(() => storage.user("ann"))).code, 404);
});

Deno.test("when many calls of a batch fail each of the others is settled alone", async () => {
  const { disk, storage, faulty } = openFaulty();
  using _ = disk;
  await joinAll(storage, "room", "ann", "bob");
  faulty.schedule = {
    beforeRun: (statement) =>
      /read_sequence = /.test(statement) ? "damaged" : undefined,
  };
  const calls = Array.from(
    { length: 20 },
    (_, at) =>
      at % 2 === 0
        ? send(storage, "ann", ROOM, { content: String(at) })
        : assertRejects(() => storage.read(ROOM, "bob", 1), FileFault),
  );
  await Promise.all(calls);
  assertEquals((await syncOf(storage, "ann", ROOM)).lastSequence, 10);
});

Deno.test("a call that refuses late has written nothing", async () => {
  const { disk, storage, faulty } = openFaulty();
  using _ = disk;
  const late = new ReplyError(403, "too late");
  faulty.schedule = {
    beforeRun: (statement) =>
      /own_sequence = /.test(statement) ? late : undefined,
  };
  const refused = await assertRejects(() => send(storage, "ann", ANN_TO_BOB));
  assertInstanceOf(refused, ReplyError);
  faulty.schedule = {};
  assertEquals((await syncOf(storage, "ann", ANN_TO_BOB)).lastSequence, 0);
  const { message } = await send(storage, "ann", ANN_TO_BOB);
  assertEquals(message.sequence, 1);
});

Deno.test("a refused transaction does not come back from the log", async () => {
  const commits: string[] = [];
  const { disk, storage, faulty } = openFaulty();
  using _ = disk;
  await send(storage, "ann", ANN_TO_BOB);
  let fails = true;
  faulty.schedule = {
    beforeRun(statement) {
      if (/state SET only/.test(statement)) commits.push("probe");
      return undefined;
    },
    beforeCommit() {
      if (!fails) return undefined;
      fails = false;
      return "sync";
    },
  };
  await assertRejects(() => send(storage, "ann", ANN_TO_BOB), OutOfReach);
  assertEquals(commits, ["probe"], "another takes its place at once");
});
