import { assertEquals } from "@std/assert";
import { online, testEachCodec } from "../helpers/each_codec.ts";
import { within } from "../helpers/client.ts";
import { CutProxy } from "../helpers/cut_proxy.ts";
import { Gim } from "../helpers/gim.ts";

/*
 * A service in memory that is started again: it knows nobody and no chatroom.
 */

const PATIENCE = 10_000;

for (const sequence of ["true", "false"]) {
  const args = ["--enable-message-sequence", sequence];
  testEachCodec(
    `with sequence ${sequence}, what waited over a restart is stored, and what is lost is told once`,
    async (options) => {
      await using first = await Gim.start({ args });
      await using proxy = new CutProxy(first.gateway);
      await using ann = await online(proxy.ws, "ann", options);
      const [toRoom, toBob] = [
        { type: 1, target_id: "room" } as const,
        { type: 2, target_id: "bob" } as const,
      ];
      await ann.join({ id: "room", name: "The room" });
      for (const content of ["one", "two"]) {
        await ann.send({ ...toRoom, content });
        await ann.send({ ...toBob, content });
      }
      ann.on("state", ({ state }) => {
        if (state === "online") ann.join({ id: "room", name: "The room" });
      });
      const missed: string[] = [];
      ann.on(
        "missed",
        ({ session_id, reason }) => missed.push(`${session_id} ${reason}`),
      );
      await proxy.down();
      await first[Symbol.asyncDispose]();
      const content = "over the restart";
      const waiting = [toRoom, toBob].map((to) => ann.send({ ...to, content }));
      const messages = ann.messages();
      await using second = await Gim.start({ args });
      proxy.up(second.gateway);
      const stored = await Promise.all(waiting);
      const isOn = sequence === "true";
      assertEquals(
        stored.map(({ session_id, sequence }) => [session_id, sequence]),
        [["1:room", isOn ? 1 : 0], ["2:bob", isOn ? 1 : 0]],
      );
      const seen = new Set<string>();
      while (seen.size < (isOn ? 2 : 1)) {
        const { value } = await within(PATIENCE, messages.next(), "lost");
        if (value?.session_id.startsWith("1:")) {
          assertEquals(value.title, "The room");
        }
        assertEquals(value?.content, content);
        seen.add(String(value?.session_id));
      }
      // Whatever is still to be told is told before the answer to this.
      await ann.sessions();
      const forgotten = ["1:room forgotten", "2:bob forgotten"];
      assertEquals(missed.toSorted(), isOn ? forgotten : []);
      if (!isOn) return;
      const { items, last_sequence } = await ann.sync({
        session_id: "2:bob",
        after_sequence: 0,
      });
      assertEquals(items.map(({ content }) => content), [content]);
      assertEquals(last_sequence, 1);
    },
  );
}
