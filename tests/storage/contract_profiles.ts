import { assertEquals, assertMatch } from "@std/assert";
import { refusal } from "../helpers/refusal.ts";
import type { Test } from "./contract.ts";
import { joinAll, ROOM, send } from "./contract_steps.ts";

function keys(count: number): Record<string, string> {
  const named = Array.from({ length: count }, (_, at) => [`k${at}`, "v"]);
  return Object.fromEntries(named);
}

export function profilesContract(test: Test): void {
  test("a profile is merged, and outlives logins", async ({ storage }) => {
    await storage.enter("ann", "Ann");
    assertEquals("data" in await storage.user("ann"), false);
    const data = { mood: "fine", "a.B_c-9": "" };
    await storage.setProfile("ann", { data });
    const changed = await storage.setProfile("ann", {
      name: "Anna",
      data: { mood: null, game: "Go" },
    });
    const expected = { "a.B_c-9": "", game: "Go" };
    assertEquals([changed.name, changed.data], ["Anna", expected]);
    await storage.enter("ann", undefined);
    await storage.touch("ann");
    const { name, data: kept } = await storage.user("ann");
    assertEquals([name, kept], ["Anna", expected]);
    const none = { "a.B_c-9": null, game: null };
    await storage.setProfile("ann", { data: none });
    assertEquals("data" in await storage.user("ann"), false);
  });

  test("a profile has 16 keys of 1024 bytes, and a 413 changes nothing", async ({ storage }) => {
    await storage.enter("ann", "Ann");
    await storage.setProfile("ann", { data: keys(16) });
    const more = { name: "Anna", data: { more: "v" } };
    const { code, message } = await refusal(
      () => storage.setProfile("ann", more),
    );
    assertEquals(code, 413);
    assertMatch(message, /^data: /);
    const long = { data: { k0: "é".repeat(513) } };
    const large = await refusal(() => storage.setProfile("ann", long));
    assertEquals(large.code, 413);
    const { name, data } = await storage.user("ann");
    assertEquals([name, data], ["Ann", keys(16)]);
    const swap = { data: { k0: null, more: "é".repeat(512) } };
    await storage.setProfile("ann", swap);
  });

  test("a key that is something else to an object is a key of a profile", async ({ storage }) => {
    await storage.enter("ann", undefined);
    const data = JSON.parse('{"__proto__":"x","toString":"y"}');
    const { data: kept = {} } = await storage.setProfile("ann", { data });
    assertEquals(Object.entries(kept).toSorted(), [
      ["__proto__", "x"],
      ["toString", "y"],
    ]);
  });

  test("a profile of who is unknown makes them known, and two changes at once both count", async ({ storage }) => {
    await Promise.all(
      ["a", "b", "c"].map((key) =>
        storage.setProfile("ann", { data: { [key]: "v" } })
      ),
    );
    const { name, data } = await storage.user("ann");
    assertEquals([name, data], ["ann", { a: "v", b: "v", c: "v" }]);
  });

  test("a new name shows in messages from then on", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    await storage.setProfile("ann", { name: "Anna" });
    const { message } = await send(storage, "ann", ROOM);
    assertEquals(message.sender, { id: "ann", name: "Anna" });
  });
}
