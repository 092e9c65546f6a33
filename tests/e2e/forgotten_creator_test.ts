import { assertEquals } from "@std/assert";
import { withDirectory } from "../helpers/data_directory.ts";
import { OP, unique } from "../helpers/contract.ts";
import { Gim } from "../helpers/gim.ts";
import { ObservedClient } from "../helpers/observed_client.ts";

const ARGS = ["--idle-expiry=1s"];

/** Who takes the place of a creator who is not seen again, is told. */
async function successorIsTold(gim: Gim): Promise<void> {
  const [ann, bob, room] = [unique("ann"), unique("bob"), unique("room")];
  const session_id = `1:${room}`;
  await using client = await ObservedClient.login(gim.ws, bob);
  {
    await using creator = await ObservedClient.login(gim.ws, ann);
    await creator.ask(OP.join, { id: room });
    await client.ask(OP.join, { id: room });
  }
  const { event, ...told } = await client.event("role");
  assertEquals([event, told], [
    "role",
    { session_id, user_id: bob, role: "creator" },
  ]);
}

Deno.test("in memory the successor of a creator who is forgotten is told", async () => {
  await using gim = await Gim.start({ args: ARGS });
  await successorIsTold(gim);
});

Deno.test("on disk the successor of a creator who is forgotten is told", () =>
  withDirectory(async (dataDir) => {
    await using gim = await Gim.start({ dataDir, args: ARGS });
    await successorIsTold(gim);
  }));
