import { assertEquals } from "@std/assert";
import { correspondence, fill } from "../helpers/backed_up.ts";
import { OP, PUSH, unique } from "../helpers/contract.ts";
import { serviceOfThisFile } from "../helpers/gim.ts";
import { ObservedClient } from "../helpers/observed_client.ts";
import { RawSocket } from "../helpers/raw_socket.ts";

const gim = serviceOfThisFile(
  ...["--enable-message-sequence=true", "--offline-delay=100ms"],
);

Deno.test("a watcher who reads nothing for a while is told how somebody is then, and not what happened meanwhile", async () => {
  const { ann, bob } = await correspondence(gim.ws);
  const dan = unique("dan");
  const body = { user_ids: [dan] };
  using watcher = await RawSocket.login(gim.gateway, bob);
  await watcher.send(JSON.stringify({ op: OP.watch, body }));
  await watcher.next();
  await using other = await ObservedClient.login(gim.ws, unique("cat"));
  await other.ask(OP.watch, body);
  await fill(watcher, `2:${ann}`, gim.http);
  const here = await ObservedClient.login(gim.ws, dan);
  await here.close();
  for (const event of ["online", "offline"]) await other.event(event);
  let frame = await watcher.nextJson();
  while (frame.op !== PUSH.event) frame = await watcher.nextJson();
  const { event, user_id } = JSON.parse(frame.body);
  assertEquals([event, user_id], ["offline", dan]);
  await watcher.send(JSON.stringify({ op: OP.heartbeat }));
  // Pages that waited to be read may come after it, and nothing else.
  let later = await watcher.nextJson();
  while (later.op === OP.sync + 1) later = await watcher.nextJson();
  assertEquals(later.op, OP.heartbeat + 1);
});
