import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { fits } from "../../src/push/outbound.ts";
import { FakeConnection } from "../helpers/fake_connection.ts";

Deno.test("fits() says what adding up bytes says, for any frame", () => {
  const frame = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.uint8Array().map((bytes) => new Uint8Array(bytes)),
  );
  const bytes = fc.nat(60);
  fc.assert(fc.property(frame, bytes, bytes, (frame, buffered, limit) => {
    const connection = new FakeConnection();
    connection.bufferedBytes = buffered;
    const size = typeof frame === "string"
      ? new TextEncoder().encode(frame).length
      : frame.length;
    const expected = buffered + size <= limit;
    assertEquals(fits(connection, frame, limit), expected);
  }));
});
