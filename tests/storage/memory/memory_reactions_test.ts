import { assertEquals } from "@std/assert";
import { MemoryReactions } from "../../../src/storage/memory/memory_reactions.ts";

Deno.test("reactions that are all taken back leave nothing behind", () => {
  const reactions = new MemoryReactions();
  for (let sequence = 1; sequence <= 3; sequence++) {
    reactions.add(sequence, "+1", { id: "ann", at: 1 });
    reactions.add(sequence, "+1", { id: "bob", at: 2 });
    reactions.add(sequence, "heart", { id: "ann", at: 3 });
  }
  assertEquals(reactions.size, 3);
  reactions.remove(1, "+1", "ann");
  reactions.remove(1, "heart", "ann");
  assertEquals(reactions.size, 3, "one reaction is left");
  reactions.remove(1, "+1", "bob");
  reactions.remove(1, "+1", "bob");
  reactions.remove(4, "+1", "ann");
  assertEquals(reactions.size, 2);
  reactions.forget(2);
  reactions.remove(3, "+1", "ann");
  reactions.remove(3, "+1", "bob");
  reactions.remove(3, "heart", "ann");
  assertEquals(reactions.size, 0);
});
