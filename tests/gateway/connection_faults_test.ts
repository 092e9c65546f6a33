import { assertEquals } from "@std/assert";
import { jsonWithObjectBodies } from "../../src/protocol/json.ts";
import { flush } from "../helpers/promises.ts";
import { createConnection } from "../helpers/socket_connection.ts";

Deno.test("a reply that cannot be written closes its connection, and stops nothing else", async () => {
  const encodeReply = () => {
    throw new RangeError("secret detail");
  };
  const { clock, connection, socket, receive } = createConnection({
    codec: { ...jsonWithObjectBodies, encodeReply },
  });
  receive(105, 1);
  receive(105, 2);
  await flush();
  clock.advance(10);
  assertEquals(connection.open, false);
  assertEquals(socket.closes.length, 1);
  await connection.idle();
});
