import { assert, assertEquals } from "@std/assert";
import { refusal } from "../helpers/refusal.ts";
import type { Test } from "./contract.ts";
import { ANN_TO_BOB, send } from "./contract_steps.ts";

export function usersContract(test: Test): void {
  test("a new user is called by their id until a name is given", async ({ storage }) => {
    assertEquals((await storage.enter("ann", undefined)).name, "ann");
    assertEquals((await storage.enter("ann", "Ann")).name, "Ann");
    assertEquals((await storage.enter("ann", undefined)).name, "Ann");
    const { id, name } = await storage.user("ann");
    assertEquals({ id, name }, { id: "ann", name: "Ann" });
  });

  test("a user whom nobody entered is a 404", async ({ storage }) => {
    assertEquals((await refusal(() => storage.user("bob"))).code, 404);
    await storage.touch("bob");
    assertEquals((await refusal(() => storage.user("bob"))).code, 404);
  });

  test("entering and touching mark a user as seen", async ({ storage, advance }) => {
    const { lastSeen: first } = await storage.enter("ann", undefined);
    await advance(5000);
    assertEquals((await storage.user("ann")).lastSeen, first);
    await storage.touch("ann");
    const { lastSeen: second } = await storage.user("ann");
    assert(second >= first + 5000);
    await advance(5000);
    const { lastSeen: third } = await storage.enter("ann", "Ann");
    assert(third >= second + 5000);
    assertEquals((await storage.user("ann")).lastSeen, third);
  });

  test("what it returned does not change later", async ({ storage }) => {
    const before = await storage.enter("ann", "Ann");
    const copy = { ...before };
    await storage.enter("ann", "Anna");
    assertEquals(before, copy);
  });

  test("ids that are names of object properties are users as any", async ({ storage }) => {
    for (const id of ["__proto__", "constructor", "toString"]) {
      assertEquals((await refusal(() => storage.user(id))).code, 404);
      await storage.enter(id, `Name of ${id}`);
      assertEquals((await storage.user(id)).name, `Name of ${id}`);
      await storage.join("__proto__", id, undefined);
      assertEquals([...await storage.chatroomsOf(id)], ["__proto__"]);
    }
  });

  test("a sender who is not known is added", async ({ storage }) => {
    const { message } = await send(storage, "ann", ANN_TO_BOB);
    assertEquals(message.sender, { id: "ann", name: "ann" });
    assertEquals((await storage.user("ann")).id, "ann");
    assertEquals((await refusal(() => storage.user("bob"))).code, 404);
  });
}
