import { assert, assertEquals } from "@std/assert";
import { editPolicy } from "../../../src/domain/change_policy.ts";
import { CHANGES_BYTES } from "../../../src/storage/disk/records/page_size.ts";
import { openDisk } from "../../helpers/disk_storage.ts";
import { ANN_TO_BOB, send, syncOf } from "../contract_steps.ts";

const policy = editPolicy(900_000);
const CONTENT = "x".repeat(CHANGES_BYTES / 5);

type Disk = ReturnType<typeof openDisk>;

/** Sends a message, which is then edited. */
async function sendEdited({ storage }: Disk, content: string): Promise<void> {
  const { message } = await send(storage, "ann", ANN_TO_BOB);
  await storage.change({
    kind: "edited",
    conversation: ANN_TO_BOB,
    userId: "ann",
    messageId: message.id,
    policy,
    content,
    data: undefined,
  });
}

Deno.test("changes with long contents come in pages, beside which a message fits", async () => {
  using disk = openDisk();
  for (let number = 1; number <= 10; number++) {
    await sendEdited(disk, `${CONTENT}${number}`);
  }
  const numbers: number[] = [];
  let changedAfter = 0;
  for (let more = true; more;) {
    const query = { after: 9, changedAfter };
    const page = await syncOf(disk.storage, "bob", ANN_TO_BOB, query);
    const sizes = page.changes.map(({ message }) => message.content.length);
    assert(sizes.reduce((sum, size) => sum + size, 0) <= CHANGES_BYTES);
    assertEquals(page.items.length, 1);
    numbers.push(...page.changes.map(({ number }) => number));
    changedAfter = page.changedUpTo;
    more = page.moreChanges;
  }
  assertEquals(numbers, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  assertEquals(changedAfter, 10);
});

Deno.test("a change that is longer than such a page comes alone", async () => {
  using disk = openDisk();
  await sendEdited(disk, "x".repeat(CHANGES_BYTES + 1));
  await sendEdited(disk, "short");
  const first = await syncOf(disk.storage, "bob", ANN_TO_BOB, {
    changedAfter: 0,
  });
  assertEquals(first.changes.map(({ number }) => number), [1]);
  assertEquals([first.changedUpTo, first.moreChanges], [1, true]);
});
