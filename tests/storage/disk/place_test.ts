import { assertEquals } from "@std/assert";
import { privateConversation } from "../../../src/domain/ids.ts";
import { openDisk } from "../../helpers/disk_storage.ts";
import { ANN_TO_BOB, contents, send, syncOf } from "../contract_steps.ts";

const TO_CAT = privateConversation("ann", "cat");
const TO_DAN = privateConversation("ann", "dan");

Deno.test("a sequence beyond all messages leads into no other conversation", async () => {
  using disk = openDisk();
  const { storage } = disk;
  const all = [ANN_TO_BOB, TO_CAT, TO_DAN];
  for (const ref of all) await send(storage, "ann", ref, { content: ref.key });
  for (const ref of all) {
    const beyond = [1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 33];
    for (const after of [...beyond, Number.MAX_SAFE_INTEGER]) {
      // A reader who is not known yet is answered from the file.
      const { items, lastSequence } = await syncOf(storage, `${after}`, ref, {
        after,
      });
      assertEquals([items, lastSequence], [[], 1]);
    }
    const { items } = await syncOf(storage, "new", ref, { after: 0 });
    assertEquals(contents(items), [ref.key]);
  }
});
