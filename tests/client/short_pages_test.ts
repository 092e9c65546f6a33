import { assertEquals } from "@std/assert";
import { FakeNetwork } from "../helpers/fake_network.ts";
import { Kept, session } from "../helpers/kept.ts";
import { flush } from "../helpers/promises.ts";

Deno.test("a list whose pages the service cuts short is read to its end", async () => {
  const COUNT = 150;
  const kept = new Kept();
  const network = new FakeNetwork({
    sequence: true,
    answer: (asked) => {
      if (asked.name !== "sessions") return kept.answer(asked);
      const at = Number(asked.body.cursor ?? 1);
      const items = [session(1, { id: `2:u${at}` })];
      return at < COUNT ? { items, next_cursor: String(at + 1) } : { items };
    },
  });
  await using client = network.client();
  await client.login({ id: "ann" });
  for (let pages = 0; pages < COUNT; pages++) await flush();
  assertEquals(Object.keys(client.positions).length, COUNT);
});
